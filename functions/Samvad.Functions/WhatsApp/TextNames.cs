namespace Samvad.WhatsApp;

/// <summary>The free texts of the catalogue, by name; each must be there.</summary>
public static partial class TextNames
{
    /// <summary>Nothing more is sent; how to come back.</summary>
    public const string ConsentWithdrawn = "consentWithdrawn";

    /// <summary>Messages are sent again; how to leave.</summary>
    public const string ConsentGiven = "consentGiven";

    /// <summary>Thanks for "yes, it is back".</summary>
    public const string PowerBackYes = "powerBackYes";

    /// <summary>"No, still off" was noted and passed on.</summary>
    public const string PowerBackNo = "powerBackNo";

    /// <summary>The same of somebody whose connection is not known.</summary>
    public const string PowerBackNoPlace = "powerBackNoPlace";

    /// <summary>The end of planned work that has none yet.</summary>
    public const string EndUnknown = "endUnknown";

    /// <summary>How the supply is, for whom is told no more that day.</summary>
    public const string LatestOff = "latestOff";
    public const string LatestOn = "latestOn";
    public const string LatestPlanned = "latestPlanned";

    /// <summary>To who reported it: somebody is at work on it.</summary>
    public const string TicketAccepted = "ticketAccepted";

    /// <summary>To staff: it is yours; press Done when it is.</summary>
    public const string TicketAcceptedByYou = "ticketAcceptedByYou";

    /// <summary>To staff: send a picture of the repair.</summary>
    public const string TicketPictureWanted = "ticketPictureWanted";

    /// <summary>To staff: it is resolved, and the people are told.</summary>
    public const string TicketResolvedByYou = "ticketResolvedByYou";

    /// <summary>To staff: somebody else's, or none at all.</summary>
    public const string TicketNotYours = "ticketNotYours";

    /// <summary>To staff: it is resolved or closed already.</summary>
    public const string TicketOver = "ticketOver";

    /// <summary>To staff: the text that will go to the group; send it?</summary>
    public const string NoticeConfirm = "noticeConfirm";

    /// <summary>To staff: a text is missing or too long.</summary>
    public const string NoticeLength = "noticeLength";

    /// <summary>To staff: it goes out; how to ask for its progress.</summary>
    public const string NoticeGoes = "noticeGoes";

    /// <summary>To staff: it is not sent.</summary>
    public const string NoticeDropped = "noticeDropped";

    /// <summary>To staff: how many it has reached.</summary>
    public const string NoticeProgress = "noticeProgress";

    public static readonly IReadOnlyList<string> All =
    [
        ConsentWithdrawn, ConsentGiven, PowerBackYes, PowerBackNo, PowerBackNoPlace, EndUnknown, LatestOff, LatestOn, LatestPlanned,
        TicketAccepted, TicketAcceptedByYou, TicketPictureWanted, TicketResolvedByYou, TicketNotYours, TicketOver,
        NoticeConfirm, NoticeLength, NoticeGoes, NoticeDropped, NoticeProgress,
        .. Dialogue,
    ];
}
