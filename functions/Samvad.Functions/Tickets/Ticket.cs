using System.Text.Json.Serialization;

namespace Samvad.Tickets;

/// <summary>What a person reports.</summary>
public enum TicketType
{
    NoSupply,
    Hazard,
    Complaint,
}

/// <summary>How far a ticket is.</summary>
public enum TicketState
{
    /// <summary>Its owner was told and has not answered.</summary>
    Open,

    /// <summary>Its owner is at work on it.</summary>
    Accepted,

    /// <summary>Its owner says that it is done; the people who reported it may object.</summary>
    Resolved,

    /// <summary>Somebody objected; its owner was told again.</summary>
    Reopened,

    /// <summary>Done, and nobody objects any more.</summary>
    Closed,
}

/// <summary>A hazard, complaint or no-supply report, with an owner and a clock.</summary>
/// <param name="Number">What people read and say; see <see cref="TicketNumber"/>.</param>
/// <param name="Person">Who reported it first; who reported the same later follows it.</param>
/// <param name="Media">Names of pictures that came with the report.</param>
/// <param name="Owner">The address of the member of staff whose task it is; null where the office has nobody.</param>
/// <param name="Rung">How many levels it has climbed: 1 section engineer, 2 subdivision, 3 division.</param>
/// <param name="ExpectedAt">When it should be done at the latest.</param>
/// <param name="DueAt">When the clock acts next; null where it does not.</param>
public sealed record Ticket(
    string Number,
    TicketType Type,
    TicketState State,
    string ServiceCode,
    string Description,
    string Person,
    string? Group,
    string Office,
    TicketPlace Place,
    IReadOnlyList<string> Media,
    string? Owner,
    int Rung,
    DateTimeOffset OpenedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ExpectedAt,
    DateTimeOffset? DueAt,
    IReadOnlyList<TicketEvent> History)
{
    /// <summary>Supply is owed sooner in towns.</summary>
    public bool Urban { get; init; } = true;

    /// <summary>The picture of the repair.</summary>
    public string? ResolutionMedia { get; init; }

    /// <summary>When the clock was started: when it was opened, or opened again.</summary>
    public DateTimeOffset ClockFrom { get; init; } = OpenedAt;

    /// <summary>Entries of the history of which everybody concerned was told.</summary>
    public int Told { get; init; }

    /// <summary>In the place of somebody who was erased.</summary>
    public const string Nobody = "erased";

    /// <summary>The person reported it or had a hand in it.</summary>
    public bool Concerns(string person) => Person == person || Owner == person
        || History.Any(entry => entry.By == person || entry.To?.Contains(person) == true);

    /// <summary>Without the person: what is dangerous goes on, but not who said so, in which words, and where they live.</summary>
    public Ticket Without(string person)
    {
        var own = Person == person;
        return this with
        {
            Person = own ? Nobody : Person,
            Description = own ? "" : Description,
            Media = own ? [] : Media,
            // Where something dangerous is has to be known until somebody was there.
            Place = !own ? Place : Type == TicketType.Hazard && IsOpen ? Place with { ConsumerNumber = null, Address = null }
                : Place with { ConsumerNumber = null, Address = null, Latitude = null, Longitude = null },
            Owner = Owner == person ? null : Owner,
            History = [.. History.Select(entry => entry.By == person || (own && entry.Act == TicketAct.Opened)
                ? entry with { By = entry.By == person ? Nobody : entry.By, Note = null, To = Others(entry) }
                : entry with { To = Others(entry) })],
        };

        IReadOnlyList<string>? Others(TicketEvent entry) =>
            entry.To?.Contains(person) == true ? [.. entry.To.Where(one => one != person)] : entry.To;
    }

    /// <summary>Somebody has to do something about it.</summary>
    [JsonIgnore]
    public bool IsOpen => State is TicketState.Open or TicketState.Accepted or TicketState.Reopened;

    public bool IsOverdue(DateTimeOffset now) => IsOpen && ExpectedAt < now;
}

/// <summary>Where the trouble is, as far as is known.</summary>
public sealed record TicketPlace(
    string? Feeder = null,
    string? Transformer = null,
    string? ConsumerNumber = null,
    string? Address = null,
    double? Latitude = null,
    double? Longitude = null);

/// <summary>What happened to a ticket.</summary>
public enum TicketAct
{
    Opened,
    Assigned,
    Accepted,
    Resolved,
    Reopened,
    Escalated,
    Noted,
    Closed,
}

/// <summary>One line of a ticket's history.</summary>
/// <param name="By">A person's address, `clock`, or `api`.</param>
/// <param name="Note">What was said about it, or the names of media.</param>
/// <param name="To">The address of the new owner, or of whom it was escalated to.</param>
public sealed record TicketEvent(
    DateTimeOffset At,
    TicketAct Act,
    string By,
    string? Note = null,
    IReadOnlyList<string>? To = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Ticket))]
internal sealed partial class TicketJson : JsonSerializerContext;
