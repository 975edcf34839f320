using System.Text.Json;

namespace Samvad.Intake.Formats;

/// <summary>Paths as `data.outage[2].mRID`, items counted from 0. Null is nothing.</summary>
internal sealed class GivenJson(JsonElement json, string path) : Given(path)
{
    private Dictionary<string, (string Name, JsonElement Value)>? _members;

    public override GivenKind Kind => json.ValueKind switch
    {
        JsonValueKind.String => GivenKind.Text,
        JsonValueKind.Number => GivenKind.Number,
        JsonValueKind.True or JsonValueKind.False => GivenKind.Flag,
        JsonValueKind.Object => GivenKind.Object,
        JsonValueKind.Array => GivenKind.List,
        _ => GivenKind.Nothing,
    };

    public override string? Text => Kind switch
    {
        GivenKind.Text => json.GetString(),
        GivenKind.Number or GivenKind.Flag => json.GetRawText(),
        _ => null,
    };

    public override IEnumerable<string> Names =>
        Kind == GivenKind.Object ? json.EnumerateObject().Select(member => member.Name) : [];

    public override Given this[string name]
    {
        get
        {
            var (written, value) = Members.GetValueOrDefault(name, (name, default));
            return new GivenJson(value, Path.Length == 0 ? written : $"{Path}.{written}");
        }
    }

    public override IEnumerable<Given> Items => Kind == GivenKind.List
        ? json.EnumerateArray().Select((item, index) => new GivenJson(item, $"{Path}[{index}]"))
        : [];

    public override int Count => Kind == GivenKind.List ? json.GetArrayLength() : 0;

    private Dictionary<string, (string Name, JsonElement Value)> Members
    {
        get
        {
            if (_members is not null)
                return _members;
            _members = new(StringComparer.OrdinalIgnoreCase);
            if (Kind == GivenKind.Object)
            {
                foreach (var member in json.EnumerateObject())
                    _members.TryAdd(member.Name, (member.Name, member.Value));
            }

            return _members;
        }
    }

    public override IEnumerable<Given> All(string name) => this[name] switch
    {
        { Kind: GivenKind.List } list => list.Items,
        { IsPresent: true } one => [one],
        _ => [],
    };
}
