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
    public const string FirstContact = "firstContact";
    public const string TopicsAsk = "topicsAsk";
    public const string TopicsConfirm = "topicsConfirm";
    public const string TopicsSet = "topicsSet";
    public const string TopicsDropped = "topicsDropped";
    public const string TopicsOffer = "topicsOffer";
    public const string TopicOutage = "topicOutage";
    public const string TopicPlanned = "topicPlanned";
    public const string TopicSafety = "topicSafety";
    public const string TopicService = "topicService";
    public const string Agree = "agree";
    public const string Disagree = "disagree";
    public const string LinkNumber = "linkNumber";
    public const string LinkAsked = "linkAsked";
    public const string LinkAlready = "linkAlready";
    public const string LinkTooOften = "linkTooOften";
    public const string LinkGiven = "linkGiven";
    public const string LinkRefused = "linkRefused";
    public const string LinkOver = "linkOver";
    public const string LinkDone = "linkDone";
    public const string LinkNotDone = "linkNotDone";
    public const string MediaWrongKind = "mediaWrongKind";
    public const string MediaTooLarge = "mediaTooLarge";
    public const string MediaBroken = "mediaBroken";
    public const string MediaUnavailable = "mediaUnavailable";
    public const string MediaUnread = "mediaUnread";
    public const string PictureOf = "pictureOf";
    public const string PictureDanger = "pictureDanger";
    public const string PictureComplaint = "pictureComplaint";
    public const string PictureNeither = "pictureNeither";
    public const string TicketIsOpen = "ticketIsOpen";
    public const string TicketIsAccepted = "ticketIsAccepted";
    public const string TicketIsResolved = "ticketIsResolved";

    private static IReadOnlyList<string> Dialogue =>
    [
        Menu, AskLanguage, SupplyKnown, SupplyKnownUntil, SupplyTicket, SupplyTicketKnown, WhichConnection,
        NeedConsumerNumber, ConsumerNumberUnknown, HazardWhat, HazardWhere, HazardTicket, HazardTicketKnown,
        ComplaintWhat, ComplaintDetails, ComplaintWhere, ComplaintTicket, ComplaintTicketKnown, PictureAdded,
        HandedOver, TicketReopenedForYou, Welcome, SlowDown,
        FirstContact, TopicsAsk, TopicsConfirm, TopicsSet, TopicsDropped, TopicsOffer, TopicOutage, TopicPlanned,
        TopicSafety, TopicService, Agree, Disagree, LinkNumber, LinkAsked, LinkAlready, LinkTooOften, LinkGiven,
        LinkRefused, LinkOver, LinkDone, LinkNotDone, MediaWrongKind, MediaTooLarge, MediaBroken, MediaUnavailable,
        MediaUnread, PictureOf, PictureDanger, PictureComplaint, PictureNeither, TicketIsOpen, TicketIsAccepted,
        TicketIsResolved,
    ];
}
