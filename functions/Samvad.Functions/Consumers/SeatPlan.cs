namespace Samvad.Consumers;

/// <summary>What an import row or a request wants of a seat and of the person on it.</summary>
/// <param name="Consents">What the row knows about consent; none leaves the person's consent as it is.</param>
public sealed record SeatRow(
    string Group,
    string Member,
    string Address,
    string Name,
    string Language,
    IReadOnlyList<ConsentMark> Consents,
    string Category,
    string? ConsumerNumber,
    string? Feeder,
    string? Transformer);

/// <summary>Of a person what groups repeat, and the groups that are to be told.</summary>
internal sealed record Standing(
    string Language,
    Topics Consent,
    bool Shared,
    int Revision,
    string? Quiet,
    DateTimeOffset? UnreachableUntil,
    IReadOnlyList<string> Groups)
{
    /// <summary>To be told to the other groups too, if there are any.</summary>
    public static Standing Of(Person person, TimeSpan recheck) =>
        person.Shared ? ForAllGroups(person, recheck) : Bare(person, recheck, []);

    /// <summary>To be told to all groups, for it changed without any of them.</summary>
    public static Standing ForAllGroups(Person person, TimeSpan recheck) =>
        Bare(person, recheck, person.Seats.Select(seat => seat.Group).Distinct().ToList());

    private static Standing Bare(Person person, TimeSpan recheck, IReadOnlyList<string> groups) => new(
        person.Language, person.Consent, person.Shared, person.Revision, person.QuietHours,
        person.UnreachableSince + recheck, groups);
}

/// <summary>What is to be done to one group.</summary>
internal sealed record SeatWork(string Group, IReadOnlyDictionary<string, SeatRow> Rows, IReadOnlySet<string> Leaving);

/// <summary>One group's members as they are to be, and what that means for the indexes and for people who lose a
/// seat.</summary>
internal sealed class SeatPlan
{
    public SeatPlan(SeatWork work, IReadOnlyList<Member> before, IReadOnlyDictionary<string, Standing> people)
    {
        var after = new List<Member>(before.Count + work.Rows.Count);
        var seated = new HashSet<string>();
        foreach (var member in before)
        {
            seated.Add(member.Id);
            var next =
                work.Leaving.Contains(member.Id) ? null : Next(member, work.Rows.GetValueOrDefault(member.Id), people);
            if (next is not null)
                after.Add(next);
            if (next != member)
                ChangedMembers.Add(member.Id);
            if (next?.Address != member.Address)
                Displaced.Add(member);
        }

        foreach (var row in work.Rows.Values.Where(row => !seated.Contains(row.Member)))
        {
            after.Add(Seated(row, null, people));
            ChangedMembers.Add(row.Member);
        }

        after.Sort((one, other) => string.CompareOrdinal(one.Id, other.Id));
        Members = after;
        Compare(before, after);
    }

    public IReadOnlyList<Member> Members { get; }
    public HashSet<string> ChangedMembers { get; } = [];
    public List<Member> Displaced { get; } = [];
    public IReadOnlyCollection<string> AssetsAdded { get; private set; } = [];
    public IReadOnlyCollection<string> AssetsRemoved { get; private set; } = [];
    public IReadOnlyCollection<string> ConsumersAdded { get; private set; } = [];
    public IReadOnlyCollection<string> ConsumersRemoved { get; private set; } = [];

    private void Compare(IReadOnlyList<Member> before, IReadOnlyList<Member> after)
    {
        if (ChangedMembers.Count == 0)
            return;
        var (assetsBefore, assetsAfter) = (Assets(before), Assets(after));
        var (consumersBefore, consumersAfter) = (Consumers(before), Consumers(after));
        AssetsAdded = assetsAfter.Except(assetsBefore).ToList();
        AssetsRemoved = assetsBefore.Except(assetsAfter).ToList();
        ConsumersAdded = consumersAfter.Except(consumersBefore).ToList();
        ConsumersRemoved = consumersBefore.Except(consumersAfter).ToList();
    }

    private static Member Next(Member member, SeatRow? row, IReadOnlyDictionary<string, Standing> people) =>
        row is null ? Projected(member, people.GetValueOrDefault(member.Address)) : Seated(row, member, people);

    private static Member Seated(SeatRow row, Member? before, IReadOnlyDictionary<string, Standing> people)
    {
        var same = before?.Address == row.Address ? before : null;
        var member = new Member(
            row.Member, row.Address, row.Name, same?.Language ?? row.Language, same?.Consent ?? Topics.None,
            same?.Shared ?? false,
            row.Category, row.ConsumerNumber, row.Feeder, row.Transformer, same?.Revision ?? 0,
            same?.Quiet, same?.UnreachableUntil);
        return Projected(member, people.GetValueOrDefault(row.Address));
    }

    /// <summary>Somebody else may have written a newer state of the person into the group already.</summary>
    private static Member Projected(Member member, Standing? person) =>
        person is null || person.Revision <= member.Revision
        ? member
        : member with
        {
            Language = person.Language, Consent = person.Consent, Shared = person.Shared, Revision = person.Revision,
            Quiet = person.Quiet, UnreachableUntil = person.UnreachableUntil,
        };

    private static HashSet<string> Assets(IEnumerable<Member> members)
    {
        var assets = new HashSet<string>();
        foreach (var member in members)
        {
            if (member.Feeder is not null)
                assets.Add(member.Feeder);
            if (member.Transformer is not null)
                assets.Add(member.Transformer);
        }

        return assets;
    }

    private static HashSet<string> Consumers(IEnumerable<Member> members) =>
        members.Where(member => member.ConsumerNumber is not null).Select(member => member.ConsumerNumber!).ToHashSet();
}
