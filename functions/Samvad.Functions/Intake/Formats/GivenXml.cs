using System.Xml.Linq;

namespace Samvad.Intake.Formats;

/// <summary>
/// Elements, and attributes where no element has the name; namespaces differ by version and are not looked at. Paths as
/// `Outage[3]/mRID`, counted from 1. An empty element is nothing; one that is repeated where one is asked for is a list,
/// which no rule takes for a value.
/// </summary>
internal sealed class GivenXml(IReadOnlyList<XElement> elements, XAttribute? attribute, string path) : Given(path)
{
    public GivenXml(XElement root) : this([root], null, "")
    {
    }

    public override GivenKind Kind => elements.Count switch
    {
        0 => string.IsNullOrWhiteSpace(attribute?.Value) ? GivenKind.Nothing : GivenKind.Text,
        > 1 => GivenKind.List,
        _ when elements[0].HasElements => GivenKind.Object,
        _ when string.IsNullOrWhiteSpace(elements[0].Value) =>
            elements[0].Attributes().Any(own => !own.IsNamespaceDeclaration) ? GivenKind.Object : GivenKind.Nothing,
        _ => GivenKind.Text,
    };

    public override string? Text => Kind == GivenKind.Text ? (elements is [var one] ? one.Value : attribute!.Value).Trim() : null;

    public override IEnumerable<string> Names => elements.Elements().Select(child => child.Name.LocalName);

    public override Given this[string name]
    {
        get
        {
            var children = Children(name);
            var named = children.Count == 0 && elements is [var one]
                ? one.Attributes().FirstOrDefault(own => Same(own.Name, name) && !own.IsNamespaceDeclaration)
                : null;
            return new GivenXml(children, named, Below(named is null ? name : "@" + name));
        }
    }

    public override IEnumerable<Given> Items =>
        elements.Count > 1 ? elements.Select((element, index) => new GivenXml([element], null, $"{Path}[{index + 1}]")) : [];

    public override int Count => elements.Count;

    public override IEnumerable<Given> All(string name) =>
        Children(name).Select((child, index) => new GivenXml([child], null, $"{Below(name)}[{index + 1}]"));

    private List<XElement> Children(string name) =>
        elements is [var one] ? [.. one.Elements().Where(child => Same(child.Name, name))] : [];

    private string Below(string name) => Path.Length == 0 ? name : $"{Path}/{name}";

    private static bool Same(XName name, string other) => name.LocalName.Equals(other, StringComparison.OrdinalIgnoreCase);
}
