using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>Where tickets are opened, found and brought to their end. Every call may be repeated.</summary>
public sealed class TicketDesk
{
    /// <summary>
    /// Opens a ticket and tells its owner. Where one of the same type is open at the same place, the person follows that
    /// one and is told of its resolution too. The same cause is the same ticket.
    /// </summary>
    public Task<(Ticket Ticket, bool IsNew)> OpenAsync(TicketRequest request, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <param name="number">As people write it.</param>
    public Task<Ticket?> FindAsync(string number, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Adds a picture of the trouble.</summary>
    /// <param name="media">Its name in the store of media.</param>
    public Task<Ticket?> AddMediaAsync(string number, string person, string media, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>What a person who reported it says about its resolution; not resolved opens it again.</summary>
    /// <returns>The ticket as it is now; null where there is none or the person has nothing to do with it.</returns>
    public Task<Ticket?> AnswerAsync(string number, string person, bool resolved, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Hears a known member of staff: the buttons Accept and Done, and the picture of the repair.</summary>
    /// <param name="media">The name in the store of media of the picture that the letter brought.</param>
    /// <returns>The text to answer with; null where the letter is not for this.</returns>
    public Task<string?> HearStaffAsync(InboundEvent letter, string? media, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
