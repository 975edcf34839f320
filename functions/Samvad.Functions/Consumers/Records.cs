using System.Text.Json.Serialization;

namespace Samvad.Consumers;

/// <summary>A level of the utility's tree of offices, from the top.</summary>
public enum OfficeLevel
{
    Region,
    Zone,
    Circle,
    Division,
    Subdivision,
    Section,
}

/// <summary>A text in the three languages of the state.</summary>
public sealed record Names(string Mr, string Hi, string En)
{
    /// <param name="language">mr, hi or en; anything else is read as mr.</param>
    public string In(string language) => language switch { "hi" => Hi, "en" => En, _ => Mr };
}

/// <summary>A node of the tree region &gt; zone &gt; circle &gt; division &gt; subdivision &gt; section.</summary>
public sealed record Office(string Code, OfficeLevel Level, string? Parent, Names Name);

/// <summary>A list of consumers owned by one lineman (Janamitra) or one office.</summary>
/// <param name="Id">1 to 64 of A-Z a-z 0-9 - _ .</param>
/// <param name="Members">People in the group, as last written; a figure for planning, not for the books.</param>
public sealed record Group(string Id, string Office, string Name, bool Urban, string? Lineman, int Members);

/// <summary>What a person agreed to hear about; each purpose is agreed to by itself.</summary>
[Flags]
public enum Topics
{
    None = 0,
    Outage = 1,
    Planned = 2,
    Safety = 4,
    Service = 8,
}

/// <summary>
/// A person's seat in a group. Language, consent and what keeps messages from the person are the person's, repeated
/// here so that a shard reads its group and nothing else.
/// </summary>
/// <param name="Address">E.164 with plus, or a WhatsApp business-scoped user id (`IN.` and letters or digits).</param>
/// <param name="Language">mr, hi or en.</param>
/// <param name="Shared">The person sits in other groups too.</param>
/// <param name="Revision">The revision of the person that what is repeated here was taken from.</param>
/// <param name="Quiet">The person's own <see cref="Person.QuietHours"/>.</param>
/// <param name="UnreachableUntil">WhatsApp did not reach the person; to be tried again from then on.</param>
public sealed record Member(
    string Id,
    string Address,
    string Name,
    string Language,
    Topics Consent,
    bool Shared,
    string Category,
    string? ConsumerNumber,
    string? Feeder,
    string? Transformer,
    int Revision = 0,
    string? Quiet = null,
    [property: JsonConverter(typeof(UnixSeconds))] DateTimeOffset? UnreachableUntil = null);

/// <summary>What a person said about some topics: yes or no, where, when and to which wording.</summary>
/// <param name="Source">Where it was said, for example `import`, `form`, `whatsapp`.</param>
/// <param name="Wording">The version of the text that was agreed to, where known.</param>
public sealed record ConsentMark(
    Topics Topics,
    bool Given,
    string Source,
    DateTimeOffset At,
    string? Wording = null);

/// <summary>A place of a person in a group.</summary>
public sealed record Seat(
    string Group,
    string Member,
    string? ConsumerNumber = null);

/// <summary>One WhatsApp address with consent, language, preferences and seats.</summary>
/// <param name="ChoseLanguage">The person chose the language; an import does not change it.</param>
/// <param name="Consents">Each topic at most once; a topic without a mark is not agreed to.</param>
/// <param name="QuietHours">Indian hours without routine messages, from and to, as `21-07`; null where the person has
/// none of their own.</param>
/// <param name="Bsuid">The business-scoped user id, where the address is a phone number and the id is known
/// too.</param>
/// <param name="UnreachableSince">When WhatsApp first said that it does not reach the person.</param>
/// <param name="Revision">Counts the changes; the newer of two projections into groups wins by it.</param>
/// <param name="History">The latest of what was said about consent, the oldest first; null where it was never changed
/// but by imports.</param>
/// <param name="Formerly">Groups that the person sat in before: the ledger may hold what they were told there.</param>
public sealed record Person(
    string Address,
    string Language,
    bool ChoseLanguage,
    IReadOnlyList<ConsentMark> Consents,
    IReadOnlyList<Seat> Seats,
    string? QuietHours = null,
    string? Bsuid = null,
    DateTimeOffset? UnreachableSince = null,
    int Revision = 0,
    IReadOnlyList<ConsentMark>? History = null,
    IReadOnlyList<string>? Formerly = null)
{
    /// <summary>The topics that the person agreed to and did not withdraw.</summary>
    public Topics Consent =>
        Consents.Where(mark => mark.Given).Aggregate(Topics.None, (all, mark) => all | mark.Topics);

    /// <summary>The groups of now and of before.</summary>
    public IEnumerable<string> AllGroups => Seats.Select(seat => seat.Group).Concat(Formerly ?? []).Distinct();

    /// <summary>The person sits in more than one group.</summary>
    public bool Shared => Seats.Any(seat => seat.Group != Seats[0].Group);
}
