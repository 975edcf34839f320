namespace Samvad.WhatsApp;

/// <summary>The narrow port to WhatsApp: nothing of a provider goes past it.</summary>
public interface IMessageProvider
{
    /// <summary>The name by which channels choose their provider.</summary>
    string Name { get; }

    /// <summary>
    /// Hands one message over. Failures come back as outcomes; only cancellation and faults of our own throw.
    /// The same <see cref="OutgoingMessage.Id"/> sent again is dropped by a provider that honours repeatability.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);
}

/// <summary>One template message for one person.</summary>
/// <param name="Id">The same whenever the same announcement goes to the same person.</param>
/// <param name="FirstSentAt">When sending it was begun; the same at each repetition.</param>
/// <param name="Channel">The sender number at the provider.</param>
/// <param name="To">E.164 number with plus, or a business-scoped user id.</param>
public readonly record struct OutgoingMessage(
    Guid Id,
    DateTimeOffset FirstSentAt,
    string Channel,
    string To,
    Template Template,
    string Language,
    IReadOnlyList<string> Values);

/// <summary>What came of handing a message over.</summary>
/// <param name="MessageId">The provider's id where it accepted the message.</param>
/// <param name="Code">A code of <see cref="FailureTable"/> where it did not.</param>
/// <param name="RetryAfter">How long the provider asks to wait.</param>
public readonly record struct SendOutcome(string? MessageId, string? Code, TimeSpan? RetryAfter)
{
    public static SendOutcome Accepted(string messageId) => new(messageId, null, null);
    public static SendOutcome Failed(string code, TimeSpan? retryAfter = null) => new(null, code, retryAfter);
}
