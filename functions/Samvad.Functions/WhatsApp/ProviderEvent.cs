using System.Text.Json;

namespace Samvad.WhatsApp;

/// <summary>What a provider tells us, whoever it is.</summary>
public abstract record ProviderEvent;

/// <summary>What became of a message.</summary>
/// <param name="To">E.164 number with plus, or a business-scoped user id; null where the provider hides both.</param>
/// <param name="Status">Sent, Delivered, Read or Failed.</param>
/// <param name="Code">WhatsApp's error code of a failed one.</param>
/// <param name="Source">The event as it came, to be kept where it cannot be matched yet.</param>
public sealed record StatusEvent(
    string MessageId, string? To, string Status, string? Code, DateTimeOffset At, JsonElement Source) : ProviderEvent
{
    /// <summary>What <see cref="OutgoingMessage.Callback"/> said, where the provider carries it.</summary>
    public string? Callback { get; init; }
}

/// <summary>An event of a kind that nobody here acts on.</summary>
public sealed record UnknownEvent(string Type) : ProviderEvent;
