using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>Counts members by office, feeder and transformer, page after page.</summary>
internal sealed class ConnectionCount(IReadOnlyDictionary<string, Group> groups)
{
    private const string HighTension = "industrial-ht";
    private readonly Dictionary<(string Office, string? Feeder, string? Transformer), Connection> _counts = [];
    private readonly HashSet<string> _shared = [];
    private readonly HashSet<string> _ofGroup = [];
    private string? _group;

    public IEnumerable<Connection> Connections => _counts.Values;

    /// <summary>The pages of a group follow one another.</summary>
    public void Add(string groupId, IReadOnlyList<Member> members)
    {
        if (!groups.TryGetValue(groupId, out var group))
            return;
        if (_group != groupId)
        {
            _ofGroup.Clear();
            _group = groupId;
        }

        foreach (var member in members)
        {
            if (member.ConsumerNumber is { } number && IsNew(number, member.Shared))
                Add(group, member);
        }
    }

    private bool IsNew(string number, bool shared) => _ofGroup.Add(number) && (!shared || _shared.Add(number));

    private void Add(Group group, Member member)
    {
        var at = (group.Office, member.Feeder, member.Transformer);
        var known = _counts.GetValueOrDefault(at) ?? new Connection(group.Office, member.Feeder, member.Transformer, 0, 0, 0);
        _counts[at] = known with
        {
            Urban = known.Urban + (group.Urban ? 1 : 0),
            Rural = known.Rural + (group.Urban ? 0 : 1),
            HighTension = known.HighTension + (member.Category == HighTension ? 1 : 0),
        };
    }
}
