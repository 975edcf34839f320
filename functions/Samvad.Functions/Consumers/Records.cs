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
/// A person's seat in a group. Language and consent are the person's, repeated here so that a shard reads its
/// group and nothing else.
/// </summary>
/// <param name="Address">E.164 with plus, or a WhatsApp business-scoped user id (`IN.` and letters or digits).</param>
/// <param name="Language">mr, hi or en.</param>
/// <param name="Shared">The person sits in other groups too.</param>
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
    string? Transformer);
