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
public sealed record Turn(
    InboundEvent Inbound,
    DateTimeOffset At,
    Heard Heard,
    Conversation Before,
    Person? Person,
    IReadOnlyList<Connection> Connections)
{
    /// <summary>The name under which the picture of the message was stored.</summary>
    public string? Media { get; init; }

    public string Language => Person?.ChoseLanguage == true || (Person?.Seats.Count > 0)
        ? Person.Language : Heard.Writes ?? Person?.Language ?? "mr";
}

/// <summary>What a turn leads to.</summary>
/// <param name="Text">What the person is told; null is nothing.</param>
public sealed record Reply(Conversation After, string? Text);
