using System.Text.Json.Serialization;
using Azure;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>What a person was asked and has not answered.</summary>
public enum Step
{
    None,
    Menu,
    Language,

    /// <summary>The language, of somebody who writes for the first time; the topics are next.</summary>
    Welcome,
    Topics,
    TopicsConfirm,
    Connection,
    ConsumerNumber,
    LinkNumber,
    HazardWhat,
    HazardWhere,
    ComplaintWhat,
    ComplaintDetails,
    ComplaintWhere,
    Photo,
    PictureOf,

    /// <summary>Nobody understood; staff has a ticket.</summary>
    Human,
}

/// <summary>What was said so far of something to be reported or chosen.</summary>
/// <param name="Kind">The code of the service, as in a ticket.</param>
/// <param name="Ticket">The number that it became.</param>
/// <param name="Topics">Those that are to be confirmed.</param>
/// <param name="Said">In which words they were chosen.</param>
public sealed record Draft(
    string? Kind = null, string? Description = null, string? Media = null, string? Ticket = null, Topics? Topics = null,
    string? Said = null);

/// <summary>Something that was said, by the person or by us in answer.</summary>
/// <param name="Cause">The id of the person's message.</param>
/// <param name="Text">Null where it was a picture alone.</param>
public sealed record Line(DateTimeOffset At, string Cause, bool Ours, string? Text)
{
    /// <summary>The name of the picture or document that came with it.</summary>
    public string? Media { get; init; }

    /// <summary>What the person may press.</summary>
    public IReadOnlyList<Button>? Buttons { get; init; }
}

/// <summary>Where the dialogue with a person stands.</summary>
/// <param name="At">When the step was begun.</param>
/// <param name="Misunderstood">Messages in a row that nobody understood.</param>
/// <param name="Handled">Ids of the latest messages that had their effect.</param>
/// <param name="Lines">What was said lately, the oldest first; ours also to be said again after a kill.</param>
public sealed record Conversation(
    Step Step,
    DateTimeOffset At,
    Draft? Draft,
    int Misunderstood,
    IReadOnlyList<string> Handled,
    IReadOnlyList<Line> Lines)
{
    private const int Kept = 20;
    private const int LinesKept = 40;
    private const int LongestSaid = 1_000;

    public static readonly Conversation New = new(Step.None, default, null, 0, [], []);

    [JsonIgnore]
    public ETag? ETag { get; init; }

    /// <summary>When the latest messages came, for the limits.</summary>
    public IReadOnlyList<DateTimeOffset> Heard { get; init; } = [];

    /// <summary>Until then the person is not answered, for writing too much.</summary>
    public DateTimeOffset? SilentUntil { get; init; }

    /// <summary>When the person wrote last, and to which number.</summary>
    public LastWritten? Written { get; init; }

    /// <summary>The language that the person wrote in last.</summary>
    public string? Writes { get; init; }

    /// <summary>Who wrote for the first time was asked for language and consent.</summary>
    public bool Invited { get; init; }

    /// <summary>Numbers of the latest tickets that the person reported or followed.</summary>
    public IReadOnlyList<string> Tickets { get; init; } = [];

    /// <summary>When the person asked to be linked to a connection.</summary>
    public IReadOnlyList<DateTimeOffset> LinksAsked { get; init; } = [];

    /// <summary>What was said last, in case the person only repeats it.</summary>
    [JsonIgnore]
    public string? Last => Lines.LastOrDefault(line => line.Ours)?.Text;

    /// <summary>The person wrote, and got that answer; null is none.</summary>
    public Conversation With(Turn turn, string? answer, IReadOnlyList<Button>? buttons)
    {
        var inbound = turn.Inbound;
        var text = inbound.Kind is InboundKind.Button or InboundKind.ListReply ? inbound.ButtonText : inbound.Text;
        var said = new Line(turn.At, inbound.Id, false, text is { Length: > LongestSaid } ? text[..LongestSaid] : text)
        {
            Media = turn.Media,
        };
        return this with
        {
            Handled = [.. Handled.TakeLast(Kept - 1), inbound.Id],
            Writes = turn.Heard.Writes ?? Writes,
            Lines =
            [
                .. Lines.TakeLast(LinesKept - 2), said,
                .. answer is null ? [] : (Line[])[new(turn.Now, inbound.Id, true, answer) { Buttons = buttons }],
            ],
        };
    }

    public Conversation Asked(Step step, DateTimeOffset at, Draft? draft = null) =>
        this with { Step = step, At = at, Draft = draft, Misunderstood = 0 };

    /// <summary>The person has to do with a ticket.</summary>
    public Conversation Of(string ticket) =>
        Tickets.Contains(ticket) ? this : this with { Tickets = [.. Tickets.TakeLast(Kept - 1), ticket] };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Conversation))]
internal sealed partial class ConversationJson : JsonSerializerContext;
