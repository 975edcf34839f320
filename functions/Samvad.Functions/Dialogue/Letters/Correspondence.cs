using Azure;
using Azure.Data.Tables;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>When a person wrote last, and to which number: until a day later they may be told anything.</summary>
public sealed record LastWritten(DateTimeOffset At, SenderNumber? To)
{
    /// <summary>WhatsApp's 24 hours, less what clocks and queues may take of them.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5);

    public bool IsOpen(DateTimeOffset now) => now < At + Window;

    /// <summary>The later of what was known and what the message shows.</summary>
    public static LastWritten Then(LastWritten? known, InboundEvent inbound, DateTimeOffset at) =>
        known is not null && known.At >= at ? known
        : new(at, inbound is { Provider: { } provider, Channel: { } channel } ? new(provider, channel) : null);
}

/// <summary>Remembers for each person when and to which number they wrote last, in the row of their dialogue.</summary>
public sealed class Correspondence(ConversationStore conversations)
{
    public async Task NoteAsync(InboundEvent inbound, DateTimeOffset at, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = await conversations.FindAsync(inbound.From, cancellationToken);
            var written = LastWritten.Then(known.Written, inbound, at);
            if (written == known.Written)
                return;
            try
            {
                await conversations.SaveAsync(inbound.From, known with { Written = written }, cancellationToken);
                return;
            }
            catch (RequestFailedException changed) when (changed.Status is 409 or 412)
            {
                // Somebody else wrote the dialogue: look at that.
            }
        }
    }

    public async Task<LastWritten?> FindAsync(string address, CancellationToken cancellationToken) =>
        (await conversations.FindAsync(address, cancellationToken)).Written;
}

/// <summary>A sender number in the columns of a row.</summary>
internal static class SenderNumberRow
{
    public static SenderNumber? Read(TableEntity row) =>
        row.GetString(nameof(SenderNumber.Provider)) is { } provider
        && row.GetString(nameof(SenderNumber.Sender)) is { } sender
            ? new(provider, sender) : null;
}
