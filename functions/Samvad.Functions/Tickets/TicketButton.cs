using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>The buttons of ticket messages, as their keys in the catalogue; what they carry ends with the ticket's number.</summary>
public static class TicketButton
{
    /// <summary>A member of staff is at work on it.</summary>
    public const string Accept = "ticket:accept";

    /// <summary>A member of staff says that it is done.</summary>
    public const string Done = "ticket:done";

    /// <summary>A person who reported it agrees that it is done.</summary>
    public const string Fine = "ticket:fine";

    /// <summary>A person who reported it says that it is not.</summary>
    public const string NotDone = "ticket:notdone";

    /// <returns>The ticket that the button is of; null where the payload is of another button.</returns>
    public static string? NumberOf(string? payload, string key) =>
        TicketNumber.Parse(QuickReply.AnnouncementOf(payload, key));
}
