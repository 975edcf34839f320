using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Something to be told to one person, once.</summary>
/// <param name="Cause">What it is sent for: the same cause is told once, however often it is sent.</param>
/// <param name="To">The person's address.</param>
/// <param name="Free">Said within 24 hours after the person wrote.</param>
/// <param name="Otherwise">Said after that; without it, nothing is.</param>
public sealed record Letter(string Cause, string To, MessageContent Free, TemplateContent? Otherwise = null)
{
    /// <summary>The office whose channel it leaves by where the person never wrote; null is that of their group.</summary>
    public string? Office { get; init; }
}

/// <summary>A sender number at a provider, as the provider names it.</summary>
public sealed record SenderNumber(string Provider, string Sender);
