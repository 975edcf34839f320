using System.Text;
using Microsoft.AspNetCore.Http;

namespace Samvad.Intake.Formats;

/// <summary>
/// CloudEvents 1.0 around any other format. `source` and `id` name the event for good: a repeated one is the same event.
/// `source` as a key (see <see cref="Keys"/>) is the source, `time` the as-of time and `subject` the outage, each where the
/// data does not say itself. `type` is not looked at: the data tells by its shape.
/// </summary>
internal sealed class CloudEvents(OutageFormats formats)
{
    private const int Longest = 500;
    private const string HeaderPrefix = "ce-";

    public static bool IsBinary(IHeaderDictionary? headers) => headers?.ContainsKey(HeaderPrefix + "specversion") is true;

    public void ReadStructured(Given root, Envelope envelope, Batch batch)
    {
        var events = root.Kind == GivenKind.List ? root.Items.Take(Batch.MaxEvents + 1).ToList() : [root];
        if (events.Count > Batch.MaxEvents)
        {
            batch.Faults.Add(null, "", $"over {Batch.MaxEvents} events", "count", $"at most {Batch.MaxEvents} events");
            return;
        }

        foreach (var one in events)
            Read(one, envelope, batch, inner => ReadData(one, inner, batch));
    }

    public void ReadBinary(IHeaderDictionary headers, Content content, Envelope envelope, Batch batch) => Read(
        new GivenPairs(name => Unescaped(headers[HeaderPrefix + name]), HeaderPrefix),
        envelope,
        batch,
        inner => formats.ReadBody(content, inner, batch));

    private static void Read(Given head, Envelope envelope, Batch batch, Action<Envelope> readData)
    {
        var (first, faults) = (batch.Count, batch.Faults.Count);
        var rules = new FieldRules(first, batch.Faults);
        batch.Faults.Within = first;
        if (head["specversion"].Text is not "1.0")
            rules.Add(head["specversion"], "cloudevents", "1.0");
        var (id, source) = (Attribute(head["id"], rules), Attribute(head["source"], rules));
        _ = Attribute(head["type"], rules);
        readData(envelope with
        {
            Source = source.Length > 0 ? Keys.Of(source, Draft.SourceLimit) : null,
            AsOf = rules.AsOf(head["time"], envelope.ReceivedAt).At ?? envelope.AsOf,
            Subject = rules.Text(head["subject"], Longest),
            Event = new EventName($"{source}\n{id}", first),
        });
        if (batch.Count == first && batch.Faults.Count == faults)
            rules.Add(head["data"], "count", "at least one outage");
        if (batch.Count == first)
            batch.Pass();
        batch.Faults.Within = null;
    }

    private void ReadData(Given one, Envelope envelope, Batch batch)
    {
        var (data, base64) = (one["data"], one["data_base64"]);
        var type = one["datacontenttype"].Text ?? "application/json";
        if (base64 is { Kind: GivenKind.Text } && Decoded(base64.Text!) is { } bytes)
            formats.ReadBody(new Content(bytes, type), envelope, batch);
        else if (data is { Kind: GivenKind.Text } && Content.IsXml(type))
            formats.ReadBody(new Content(Encoding.UTF8.GetBytes(data.Text!), type), envelope, batch);
        else if (data.IsPresent)
            formats.ReadJson(data, envelope, batch);
        else
            batch.Faults.Add(null, base64.IsPresent ? base64.Path : data.Path, null, "required", "data, or data_base64 in base64");
    }

    private static string Attribute(Given given, FieldRules rules)
    {
        if (given.Kind == GivenKind.Text && given.Text!.Length is > 0 and <= Longest)
            return given.Text;
        rules.Add(given, "cloudevents", $"{(given.IsPresent ? "" : "required: ")}1 to {Longest} characters");
        return "";
    }

    private static string? Unescaped(string? value) => value is null ? null : Uri.UnescapeDataString(value);

    private static byte[]? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }
}
