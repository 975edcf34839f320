namespace Samvad.WhatsApp;

/// <summary>What the dialogue says.</summary>
public static partial class TextNames
{
    public const string Menu = "menu";
    public const string AskLanguage = "askLanguage";
    public const string SupplyKnown = "supplyKnown";
    public const string SupplyKnownUntil = "supplyKnownUntil";
    public const string SupplyTicket = "supplyTicket";
    public const string SupplyTicketKnown = "supplyTicketKnown";
    public const string WhichConnection = "whichConnection";
    public const string NeedConsumerNumber = "needConsumerNumber";
    public const string ConsumerNumberUnknown = "consumerNumberUnknown";
    public const string HazardWhat = "hazardWhat";
    public const string HazardWhere = "hazardWhere";
    public const string HazardTicket = "hazardTicket";
    public const string HazardTicketKnown = "hazardTicketKnown";
    public const string ComplaintWhat = "complaintWhat";
    public const string ComplaintDetails = "complaintDetails";
    public const string ComplaintWhere = "complaintWhere";
    public const string ComplaintTicket = "complaintTicket";
    public const string ComplaintTicketKnown = "complaintTicketKnown";
    public const string PictureAdded = "pictureAdded";
    public const string HandedOver = "handedOver";
    public const string TicketReopenedForYou = "ticketReopenedForYou";
    public const string SlowDown = "slowDown";
    public const string Welcome = "welcome";

    private static IReadOnlyList<string> Dialogue =>
    [
        Menu, AskLanguage, SupplyKnown, SupplyKnownUntil, SupplyTicket, SupplyTicketKnown, WhichConnection,
        NeedConsumerNumber, ConsumerNumberUnknown, HazardWhat, HazardWhere, HazardTicket, HazardTicketKnown,
        ComplaintWhat, ComplaintDetails, ComplaintWhere, ComplaintTicket, ComplaintTicketKnown, PictureAdded,
        HandedOver, TicketReopenedForYou, Welcome, SlowDown,
    ];
}
