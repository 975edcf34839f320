namespace Samvad.Announcements;

/// <summary>What an operator may do to an announcement, and when it makes sense.</summary>
internal sealed class Controls
{
    public static readonly IReadOnlyDictionary<string, Controls> Known = new SortedDictionary<string, Controls>
    {
        ["pause"] = new()
        {
            State = ControlState.Paused,
            Refusal = header => IsOver(header) ? "It is over: nothing is left to pause." : null,
        },
        ["resume"] = new()
        {
            State = ControlState.Running,
            Wakes = true,
            Refusal = header => header.Control.State == ControlState.Cancelled
                ? "It was cancelled, which cannot be taken back. Make a new announcement."
                : null,
        },
        ["cancel"] = new()
        {
            State = ControlState.Cancelled,
            Wakes = true,
            Refusal = header => header.State == AnnouncementState.Finished && header.Control.State != ControlState.Cancelled
                ? "It is finished: everybody has been told or has a final reason."
                : null,
        },
        ["retry-failed"] = new() { Wakes = true, Retries = true, Refusal = RefusalToRetry },
    };

    private ControlState? State { get; init; }
    private bool Retries { get; init; }
    private Func<AnnouncementHeader, string?> Refusal { get; init; } = _ => null;

    /// <summary>The open groups are queued again.</summary>
    public bool Wakes { get; private init; }

    /// <returns>The new control, or null where it is refused or is so already.</returns>
    public AnnouncementControl? Decide(AnnouncementHeader header, DateTimeOffset now, out string? refusal)
    {
        refusal = Refusal(header);
        if (refusal is null && Retries && now >= header.Announcement.ExpiresAt)
            refusal = $"It expired at {header.Announcement.ExpiresAt:u} and is no news any more. Make a new announcement.";
        if (refusal is not null || State == header.Control.State)
            return null;
        return header.Control with
        {
            State = State ?? header.Control.State,
            Reason = State is null ? header.Control.Reason : null,
            Retries = header.Control.Retries + (Retries ? 1 : 0),
        };
    }

    private static bool IsOver(AnnouncementHeader header) =>
        header.State == AnnouncementState.Finished || header.Control.State == ControlState.Cancelled;

    private static string? RefusalToRetry(AnnouncementHeader header) =>
        header.Control.State == ControlState.Cancelled ? "It was cancelled. Make a new announcement."
        : header.Control.SupersededBy is { } newer ? $"Announcement {newer} tells newer things of the same outage."
        : null;
}
