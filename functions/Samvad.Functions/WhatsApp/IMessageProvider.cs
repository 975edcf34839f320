namespace Samvad.WhatsApp;

/// <summary>The narrow port to WhatsApp: nothing of a provider goes past it.</summary>
public interface IMessageProvider
{
    /// <summary>The name by which channels choose their provider.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the provider drops a message whose <see cref="OutgoingMessage.Id"/> it took before, and answers as the
    /// first time. Where it does not, a message whose outcome is unknown must wait for its status.
    /// </summary>
    bool DropsRepeats { get; }

    /// <summary>
    /// Hands one message over. Failures come back as outcomes; only cancellation and faults of our own throw.
    /// </summary>
    Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>Opens what a person sent.</summary>
    /// <param name="mediaId">As the event names it.</param>
    /// <returns>Null where the provider has none of that id, or no longer.</returns>
    /// <exception cref="IOException">The provider cannot say just now.</exception>
    Task<IncomingMedia?> OpenMediaAsync(string mediaId, CancellationToken cancellationToken);
}

/// <summary>One message for one person.</summary>
/// <param name="Id">The same whenever the same announcement goes to the same person.</param>
/// <param name="FirstSentAt">When sending it was begun; the same at each repetition.</param>
/// <param name="Sender">The sender number as the provider names it.</param>
/// <param name="To">E.164 number with plus, or a business-scoped user id.</param>
/// <param name="Callback">Comes back in the statuses of a provider that can carry it; at most 512 characters, nothing personal.</param>
public readonly record struct OutgoingMessage(
    Guid Id,
    DateTimeOffset FirstSentAt,
    string Sender,
    string To,
    MessageContent Content,
    string? Callback = null);

/// <summary>What a message says.</summary>
public abstract record MessageContent;

/// <summary>An approved template with its values; the only content outside the 24 hours after a person wrote.</summary>
public sealed record TemplateContent(Template Template, string Language, IReadOnlyList<string> Values) : MessageContent
{
    /// <summary>What comes back when a button is pressed: one for each of the template's.</summary>
    public IReadOnlyList<string> Payloads { get; init; } = [];
}

/// <summary>Free text.</summary>
public sealed record TextContent(string Text) : MessageContent;

/// <summary>A picture that WhatsApp fetches from its address.</summary>
public sealed record ImageContent(Uri Image, string? Caption) : MessageContent;

/// <summary>Text with up to three buttons to answer by.</summary>
public sealed record InteractiveContent(string Text, IReadOnlyList<Button> Buttons) : MessageContent;

/// <param name="Id">Comes back when the button is pressed; at most 256 characters.</param>
/// <param name="Title">What the person reads; at most 20 characters.</param>
public sealed record Button(string Id, string Title)
{
    /// <summary>Of one message.</summary>
    public const int Most = 3;
    public const int LongestTitle = 20;
}

/// <summary>What came of handing a message over.</summary>
/// <param name="MessageId">The provider's id where it accepted the message.</param>
/// <param name="Code">A code of <see cref="FailureTable"/> where it did not.</param>
/// <param name="RetryAfter">How long the provider asks to wait.</param>
public readonly record struct SendOutcome(string? MessageId, string? Code, TimeSpan? RetryAfter)
{
    public static SendOutcome Accepted(string messageId) => new(messageId, null, null);
    public static SendOutcome Failed(string code, TimeSpan? retryAfter = null) => new(null, code, retryAfter);
}
