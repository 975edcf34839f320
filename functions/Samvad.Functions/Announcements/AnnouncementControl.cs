namespace Samvad.Announcements;

/// <summary>Whether an announcement may go on.</summary>
public enum ControlState
{
    Running,

    /// <summary>By an operator: nothing leaves, nothing is lost.</summary>
    Paused,

    /// <summary>By itself, because WhatsApp refuses its template; goes on when an operator resumes it.</summary>
    Parked,

    /// <summary>What has not left does not leave any more.</summary>
    Cancelled,
}

/// <summary>What an operator, the template's fate or a newer announcement decided on an announcement.</summary>
/// <param name="Reason">A failure's code where it is parked.</param>
/// <param name="Version">Rises with each decision.</param>
/// <param name="SupersededBy">The newer announcement of the same outage.</param>
/// <param name="Retries">How often an operator asked for the failed ones again.</param>
public sealed record AnnouncementControl(
    ControlState State, string? Reason, int Version, string? SupersededBy, int Retries)
{
    public static readonly AnnouncementControl Free = new(ControlState.Running, null, 0, null, 0);

    public bool Holds => State is ControlState.Paused or ControlState.Parked;
}
