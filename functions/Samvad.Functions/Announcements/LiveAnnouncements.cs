using Samvad.Storage;
using Samvad.Tracking;

namespace Samvad.Announcements;

/// <summary>An announcement as it stands this moment.</summary>
/// <param name="Totals">Summed up just now where it is under way, else as it was last.</param>
/// <param name="Pace">Null where it is not under way, or was seen once only.</param>
public sealed record LiveAnnouncement(AnnouncementHeader Header, Counts Totals, Pace? Pace);

/// <summary>
/// The newest announcements for all who look at once: read once in some seconds for this instance, however many look, and
/// at most a tenth of the time.
/// </summary>
public sealed class LiveAnnouncements(AnnouncementStore announcements, Progress progress, TimeProvider time)
{
    private const int Newest = 100;
    private const double Share = 0.1;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(3);
    private readonly Dictionary<string, IReadOnlyList<(DateTimeOffset At, int Final)>> _samples = [];
    private Kept<IReadOnlyList<LiveAnnouncement>>? _kept;

    /// <summary>The newest first.</summary>
    public ValueTask<IReadOnlyList<LiveAnnouncement>> ReadAsync(CancellationToken cancellationToken) =>
        (_kept ??= new(ReadAsync, Age, time, Share)).GetAsync(cancellationToken);

    // One reading runs at a time.
    private async Task<IReadOnlyList<LiveAnnouncement>> ReadAsync()
    {
        var (headers, _) = await announcements.ListAsync(Newest, null, CancellationToken.None);
        var live = new List<LiveAnnouncement>(headers.Count);
        foreach (var header in headers)
            live.Add(await LookAsync(header));
        foreach (var gone in _samples.Keys.Except(live.Where(one => one.Pace is not null || IsMoving(one.Header))
            .Select(one => one.Header.Announcement.Id)).ToList())
            _samples.Remove(gone);
        return live;
    }

    private async Task<LiveAnnouncement> LookAsync(AnnouncementHeader header)
    {
        if (!IsMoving(header))
            return new(header, header.Totals, null);
        var id = header.Announcement.Id;
        var totals = AnnouncementTotals.Of(await progress.ReadAsync(id, CancellationToken.None));
        var began = header.PlannedAt ?? header.Announcement.CreatedAt;
        var samples = Pace.With(_samples.GetValueOrDefault(id) ?? [(began, 0)], time.GetUtcNow(), Pace.FinalOf(totals));
        _samples[id] = samples;
        return new(header, totals, header.Control.Holds ? null : Pace.Of(samples, totals));
    }

    private static bool IsMoving(AnnouncementHeader header) => header.State == AnnouncementState.Planned;
}
