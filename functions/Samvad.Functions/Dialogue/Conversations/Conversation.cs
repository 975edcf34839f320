using System.Text.Json.Serialization;
using Azure;

namespace Samvad.Dialogue;

/// <summary>What a person was asked and has not answered.</summary>
public enum Step
{
    None,
    Menu,
    Language,
    Topics,
    TopicsConfirm,
    Connection,
    ConsumerNumber,
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

/// <summary>What was said so far of something to be reported.</summary>
/// <param name="Kind">The code of the service, as in a ticket.</param>
/// <param name="Ticket">The number that it became.</param>
public sealed record Draft(
    string? Kind = null, string? Description = null, string? Media = null, string? Ticket = null, string? Topics = null);

/// <summary>Something that was said in answer to a message.</summary>
public sealed record Said(string Cause, string Text);

/// <summary>Where the dialogue with a person stands.</summary>
/// <param name="At">When the step was begun.</param>
/// <param name="Misunderstood">Messages in a row that nobody understood.</param>
/// <param name="Handled">Ids of the latest messages that had their effect.</param>
/// <param name="Saying">What was answered to the latest ones, to be said again after a kill.</param>
public sealed record Conversation(
    Step Step,
    DateTimeOffset At,
    Draft? Draft,
    int Misunderstood,
    IReadOnlyList<string> Handled,
    IReadOnlyList<Said> Saying)
{
    private const int Kept = 20;

    public static readonly Conversation New = new(Step.None, default, null, 0, [], []);

    [JsonIgnore]
    public ETag? ETag { get; init; }

    /// <summary>When the latest messages came, for the limits.</summary>
    public IReadOnlyList<DateTimeOffset> Heard { get; init; } = [];

    /// <summary>Until then the person is not answered, for writing too much.</summary>
    public DateTimeOffset? SilentUntil { get; init; }

    /// <summary>What was said last, in case the person only repeats it.</summary>
    [JsonIgnore]
    public string? Last => Saying.Count == 0 ? null : Saying[^1].Text;

    public Conversation With(string inboundId, Said? said) => this with
    {
        Handled = [.. Handled.TakeLast(Kept - 1), inboundId],
        Saying = said is null ? Saying : [.. Saying.TakeLast(2), said],
    };

    public Conversation Asked(Step step, DateTimeOffset at, Draft? draft = null) =>
        this with { Step = step, At = at, Draft = draft, Misunderstood = 0 };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Conversation))]
internal sealed partial class ConversationJson : JsonSerializerContext;
