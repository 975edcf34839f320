using Samvad.FanOut;
using Samvad.Tracking;
using Samvad.WhatsApp.Channels;

namespace Samvad.Announcements.DryRuns;

/// <summary>
/// Does for an announcement what planning and fan-out would do up to the sending, with their own rules, and sends and
/// counts nothing.
/// </summary>
public sealed class Rehearsal(
    AudienceGroups audience,
    Shards shards,
    GroupStream stream,
    ChannelMap map,
    DayLimit day,
    SharedPeople people,
    WeekLimit week,
    TimeProvider time)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(0.5);

    /// <param name="report">Gets the figures so far, about twice a second, never two at once.</param>
    public async Task<(Figures Figures, Shard? First)> OfAsync(
        Announcement announcement, Func<Figures, Task>? report, CancellationToken cancellationToken)
    {
        var queued = await shards.OfAsync(
            announcement, await audience.OfAsync(announcement, cancellationToken), 0, cancellationToken);
        var channels = new List<string?>(queued.Count);
        foreach (var shard in queued)
            channels.Add((await map.ForAsync(shard.Office, shard.Group, cancellationToken))?.Id);
        var (tally, reports) = (new Tally(queued, channels), new Reports(report, time));
        await reports.TellAsync(tally);
        var (now, most) = (time.GetUtcNow(), week.MostOf(announcement));
        await stream.ReadAsync(
            [.. queued.Select(shard => shard.Group)],
            async (first, last, token) => most > 0 ? await week.ReadAsync(announcement, first, last, token) : null,
            async (index, members, books) =>
            {
                var seats = Audience.Of(announcement, queued[index], members, now);
                var book = books?.GetValueOrDefault(queued[index].Group);
                var enough = await TooManyTodayAsync(announcement, queued[index].Group, seats, cancellationToken);
                tally.Add(
                    index,
                    seats,
                    delivery => enough.Contains(delivery.Address) ? SkipReason.DayLimit
                        : book?.Allows(Recipients.HashOf(delivery.Address), announcement.Id, most) == false ? SkipReason.WeekLimit
                        : null,
                    announcement.Outage is not null);
                await reports.TellAsync(tally);
            },
            cancellationToken);
        return (tally.Figures(await RefusedAsync(announcement, tally, most, cancellationToken)), queued.FirstOrDefault());
    }

    private Task<IReadOnlySet<string>> TooManyTodayAsync(
        Announcement announcement,
        string group,
        IReadOnlyList<(Delivery Delivery, bool Shared)> seats,
        CancellationToken cancellationToken) => announcement.Outage is null
        ? Task.FromResult<IReadOnlySet<string>>(new HashSet<string>())
        : day.RefusedAsync(
            group,
            announcement,
            [.. seats.Where(seat => !seat.Shared && seat.Delivery.Status == DeliveryStatus.Queued).Select(seat => seat.Delivery.Address)],
            cancellationToken);

    /// <summary>Of those of several groups, who was told enough: they are counted apart.</summary>
    private async Task<IReadOnlyDictionary<ulong, string>> RefusedAsync(
        Announcement announcement, Tally tally, int most, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<ulong, string>();
        var shared = tally.Shared;
        foreach (var (person, address) in announcement.Outage is null ? [] : shared)
        {
            if (await people.RefusesAsync(address!, announcement, cancellationToken))
                refused[person] = SkipReason.DayLimit;
        }

        foreach (var bucket in most == 0 ? [] : shared.GroupBy(one => WeekLimit.BucketOf(one.Person)))
        {
            var book = await week.ReadAsync(announcement, bucket.Key, cancellationToken);
            foreach (var (person, _) in bucket.Where(one => !book.Allows(one.Person, announcement.Id, most)))
                refused[person] = SkipReason.WeekLimit;
        }

        return refused;
    }

    private sealed class Reports(Func<Figures, Task>? report, TimeProvider time)
    {
        private static readonly Dictionary<ulong, string> Nobody = [];
        private readonly SemaphoreSlim _turn = new(1);
        private long? _last;

        public async Task TellAsync(Tally tally)
        {
            if (report is null || !await _turn.WaitAsync(0))
                return;
            try
            {
                if (_last is { } last && time.GetElapsedTime(last) < ReportInterval)
                    return;
                await report(tally.Figures(Nobody));
                _last = time.GetTimestamp();
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
