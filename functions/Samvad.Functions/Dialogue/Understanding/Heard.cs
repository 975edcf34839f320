namespace Samvad.Dialogue;

/// <summary>What a person wants.</summary>
public enum Intent
{
    /// <summary>Not understood.</summary>
    Unclear,
    NoLight,

    /// <summary>Something may hurt somebody; kind: wire, pole, transformer, shock, other.</summary>
    Hazard,

    /// <summary>Kind: bill, meter, voltage, other.</summary>
    Complaint,
    Menu,
    Hello,
    Yes,
    No,

    /// <summary>Thanks, all right, supply is back: nothing to be done.</summary>
    Thanks,
    Human,
    Topics,

    /// <summary>Kind: mr, hi, en; without one, the person wants to choose.</summary>
    Language,

    /// <summary>Wants the own number linked to a consumer number.</summary>
    Link,

    /// <summary>Asks what became of a ticket.</summary>
    Ticket,
}

/// <summary>What was understood of a message.</summary>
/// <param name="Kind">What of it, where the intent has kinds.</param>
/// <param name="Choice">The number, where the message is a number of one or two digits or names one.</param>
/// <param name="Writes">The language that most of its known words are of; null where there is none.</param>
public sealed record Heard(Intent Intent, string? Kind, int? Choice, string? Writes)
{
    /// <summary>What was typed, without ends.</summary>
    public string Text { get; init; } = "";

    /// <summary>What a pressed button carries.</summary>
    public string? Payload { get; init; }

    /// <summary>The concepts of the vocabulary that were named.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Twelve digits in a row, as consumer numbers are.</summary>
    public string? ConsumerNumber { get; init; }
}
