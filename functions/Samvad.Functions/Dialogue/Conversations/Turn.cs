using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>A place where a person has supply.</summary>
/// <param name="Offices">The office of the group and those above it.</param>
public sealed record Connection(
    string? Group,
    IReadOnlyList<string> Offices,
    string? ConsumerNumber,
    string? Feeder,
    string? Transformer)
{
    /// <summary>How its owner is reminded of it; the whole number is nobody else's business.</summary>
    public string Label => ConsumerNumber is { Length: > 4 } number ? "…" + number[^4..] : Group ?? "";
}

/// <summary>A message of a person with all that is known when it is answered.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Now">When it is answered.</param>
public sealed record Turn(
    InboundEvent Inbound,
    DateTimeOffset At,
    DateTimeOffset Now,
    Heard Heard,
    Conversation Before,
    Person? Person,
    IReadOnlyList<Connection> Connections)
{
    /// <summary>The name under which the picture or document of the message was stored.</summary>
    public string? Media { get; init; }

    /// <summary>Why it was not.</summary>
    public MediaRefusal? Refusal { get; init; }

    /// <summary>Who it is among the staff.</summary>
    public StaffMember? Staff { get; init; }

    public string Language => Staff?.Language ?? (Person?.ChoseLanguage == true || (Person?.Seats.Count > 0)
        ? Person.Language : Heard.Writes ?? Before.Writes ?? Person?.Language ?? "mr");
}

/// <summary>What a turn leads to.</summary>
/// <param name="Text">What the person is told; null is nothing.</param>
/// <param name="Options">What the person may press, at most three; where there are no buttons their numbers are written.</param>
public sealed record Reply(Conversation After, string? Text, params IReadOnlyList<string> Options)
{
    private const string Chosen = "say:";

    /// <summary>The options as buttons, which know the question that they answer.</summary>
    public IReadOnlyList<Button>? Buttons => Text is null || Options.Count == 0 ? null
        : [.. Options.Select((title, index) => new Button($"{Chosen}{After.Step}:{index + 1}", title))];

    /// <returns>The number of the option; null where the button is another one, or of a question that is over.</returns>
    public static int? ChoiceOf(string? payload, Step asked)
    {
        var prefix = $"{Chosen}{asked}:";
        return payload is not null && payload.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(payload.AsSpan(prefix.Length), out var number) ? number : null;
    }

    /// <summary>Whether the button is one of ours, of whichever question.</summary>
    public static bool IsOption(string? payload) => payload?.StartsWith(Chosen, StringComparison.Ordinal) == true;
}
