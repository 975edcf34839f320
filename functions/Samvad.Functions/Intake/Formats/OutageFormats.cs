using System.Xml.Linq;
using Microsoft.Extensions.Options;

namespace Samvad.Intake.Formats;

/// <summary>Decides by content type and shape which format a document is of, and has it read.</summary>
public sealed class OutageFormats
{
    public const string Accepted =
        "Accepted are, as application/json: one event of ours or an array of them (source, externalId, revision, state, …), ODIN {outage: […]}, "
        + "Oracle {externalSystem, outageMessages: […]} and MultiSpeak {outageEvent: […]}; as application/cloudevents+json, "
        + "application/cloudevents-batch+json or with ce-* headers: CloudEvents 1.0 with any of these as data; as application/xml or "
        + "text/xml: ODIN PubOutages, and MultiSpeak OutageEventChangedNotification, in SOAP or bare; as application/cap+xml: CAP 1.2.";

    private static readonly XNamespace[] Soap =
        ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"];

    private readonly CloudEvents _events;
    private readonly Odin _odin;
    private readonly OracleEvents _oracle;
    private readonly MultiSpeak _multiSpeak;
    private readonly Cap _cap;

    public OutageFormats(IOptions<IntakeOptions> options)
    {
        _events = new(this);
        _odin = new(options.Value);
        _oracle = new(options.Value);
        _multiSpeak = new(options.Value);
        _cap = new(options.Value);
    }

    internal Batch Read(Content content, Envelope envelope)
    {
        var batch = new Batch();
        if (CloudEvents.IsBinary(content.Headers))
            _events.ReadBinary(content.Headers!, content, envelope, batch);
        else
            ReadBody(content, envelope, batch);
        return batch;
    }

    internal void ReadBody(Content content, Envelope envelope, Batch batch)
    {
        switch (content.IsMarkup)
        {
            case null:
                Refuse(UnknownFormat.ContentType, content.Type, envelope, batch);
                break;
            case true when XmlText.Parse(content.Body, batch.Faults) is { } root:
                ReadXml(root, envelope, batch);
                break;
            case false:
                using (var document = JsonText.Parse(content.Body, batch.Faults))
                {
                    if (document is not null)
                        ReadJson(new GivenJson(document.RootElement, ""), envelope, batch);
                }

                break;
        }
    }

    internal void ReadJson(Given root, Envelope envelope, Batch batch)
    {
        var first = root.Kind == GivenKind.List ? root.Items.FirstOrDefault() ?? root : root;
        if (first["specversion"].IsPresent && envelope.Event is null)
            _events.ReadStructured(root, envelope, batch);
        else if (root["outageMessages"].IsPresent)
            _oracle.Read(root, envelope, batch);
        else if (root["outage"].IsPresent)
            _odin.Read(root, envelope, batch);
        else if (root["PubOutages"].IsPresent)
            _odin.Read(root["PubOutages"], envelope, batch);
        else if (MultiSpeak.Events(root).Any())
            _multiSpeak.Read(MultiSpeak.Events(root), envelope, batch);
        else if (OwnJson.Resembles(first))
            OwnJson.Read(root.Kind == GivenKind.List ? root.Items : [root], envelope, batch);
        else
            Refuse(UnknownFormat.Shape, string.Join(", ", first.Names.Take(10)), envelope, batch);
    }

    private void ReadXml(XElement root, Envelope envelope, Batch batch)
    {
        switch (root.Name.LocalName)
        {
            case "alert" when root.Name.NamespaceName == Cap.Namespace:
                _cap.Read([new GivenXml(root)], envelope, batch);
                break;
            case "feed":
                _cap.Read(root.Descendants(XName.Get("alert", Cap.Namespace)).Select(alert => new GivenXml(alert)), envelope, batch);
                break;
            case "PubOutages":
                _odin.Read(new GivenXml(root), envelope, batch);
                break;
            case "OutageEventChangedNotification" or "oEvents" or "ArrayOfOutageEvent":
                _multiSpeak.Read(MultiSpeak.Events(new GivenXml(root)), envelope, batch);
                break;
            case "outageEvent":
                _multiSpeak.Read([new GivenXml(root)], envelope, batch);
                break;
            case "Envelope" when Soap.Contains(root.Name.Namespace)
                && root.Element(root.Name.Namespace + "Body")?.Elements().FirstOrDefault() is { } message
                && message.Name.LocalName != "Envelope":
                ReadXml(message, envelope, batch);
                break;
            default:
                Refuse(UnknownFormat.Shape, root.Name.ToString(), envelope, batch);
                break;
        }
    }

    private static void Refuse(UnknownFormat why, string? found, Envelope envelope, Batch batch)
    {
        var shown = found is { Length: > 100 } ? found[..100] : found;
        batch.Faults.Add(null, "", shown, why == UnknownFormat.Shape ? "shape" : "content-type", Accepted);
        if (envelope.Event is null)
            batch.Unknown = why;
    }
}
