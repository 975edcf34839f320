namespace Samvad.WhatsApp;

/// <summary>A picture or document that a person sent, as the provider hands it out. Whoever opens it disposes of it.</summary>
/// <param name="Content">Its bytes; reading them may fail as any connection may.</param>
/// <param name="Length">In bytes, where the provider tells it beforehand.</param>
public sealed record IncomingMedia(Stream Content, long? Length) : IAsyncDisposable
{
    /// <summary>What the bytes come by.</summary>
    public IDisposable? Connection { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        Connection?.Dispose();
    }
}
