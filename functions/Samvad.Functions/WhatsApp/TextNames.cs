namespace Samvad.WhatsApp;

/// <summary>The free texts of the catalogue, by name; each must be there.</summary>
public static class TextNames
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

    public static readonly IReadOnlyList<string> All =
    [
        ConsentWithdrawn, ConsentGiven, PowerBackYes, PowerBackNo, PowerBackNoPlace, EndUnknown, LatestOff, LatestOn, LatestPlanned,
    ];
}
