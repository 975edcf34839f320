using Samvad.Tickets;

namespace Samvad.Dialogue;

/// <summary>Takes a person out of all that the dialogue and the tickets keep. Every part may be repeated.</summary>
public sealed class PersonErasure(
    ConversationStore conversations,
    LinkRequests links,
    Subscriptions subscriptions,
    MediaStore media,
    Blocks blocks,
    TicketDesk tickets,
    StaffTalks talks)
{
    public async Task EraseAsync(string address, CancellationToken cancellationToken)
    {
        await tickets.EraseAsync(address, cancellationToken);
        await media.EraseAsync(address, cancellationToken);
        await links.EraseAsync(address, cancellationToken);
        await subscriptions.EraseAsync(address, cancellationToken);
        await blocks.EraseAsync(address, cancellationToken);
        await talks.EraseAsync(address, cancellationToken);
        await conversations.EraseAsync(address, cancellationToken);
    }
}
