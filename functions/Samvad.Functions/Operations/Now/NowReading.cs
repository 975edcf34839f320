using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Intake.Polling;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Storage;
using Samvad.WhatsApp.Channels;

namespace Samvad.Operations.Now;

/// <summary>Everything that the control room's view is made of, read together.</summary>
internal sealed record NowSnapshot(
    DateTimeOffset At,
    OfficeTree Tree,
    WithoutSupply Supply,
    IReadOnlyList<LiveAnnouncement> Announcements,
    Conditions Conditions);

/// <summary>What may be out of order.</summary>
internal sealed record Conditions(
    IReadOnlyList<Storm> Storms, IReadOnlyList<Channel> Channels, IReadOnlyList<FeedView> Feeds, IReadOnlyList<Alert> Alerts);

/// <summary>
/// Reads it once for all who look through this instance, and spends at most a tenth of the time on it, so that a
/// control room full of screens slows nobody's message.
/// </summary>
public sealed class NowReading(
    RunningOutages running,
    ConnectedConsumers connected,
    Consumers.Offices offices,
    Groups groups,
    LiveAnnouncements announcements,
    StormWatch storms,
    ChannelStore channels,
    FeedStore feeds,
    IOptions<FeedsOptions> feedOptions,
    Alerts alerts,
    TimeProvider time)
{
    private const double Share = 0.1;
    private const int MostAlerts = 50;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConditionsAge = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (long Revision, string Office)> _singles = [];
    private Kept<NowSnapshot>? _kept;
    private Kept<Conditions>? _conditions;

    internal ValueTask<NowSnapshot> ReadAsync(CancellationToken cancellationToken) =>
        (_kept ??= new(ReadAsync, Age, time, Share)).GetAsync(cancellationToken);

    private async Task<NowSnapshot> ReadAsync()
    {
        var none = CancellationToken.None;
        var now = time.GetUtcNow();
        var reports = await running.AllAsync(none);
        var tree = await offices.ReadTreeAsync(none);
        var supply = new WithoutSupply(
            reports, await SinglesAsync(reports), await connected.ReadAsync(none), tree);
        return new NowSnapshot(
            now, tree, supply, await announcements.ReadAsync(none),
            await (_conditions ??= new(ReadConditionsAsync, ConditionsAge, time, Share)).GetAsync(none));
    }

    private async Task<IReadOnlyDictionary<string, string>> SinglesAsync(IReadOnlyList<OutageReport> reports)
    {
        foreach (var over in _singles.Keys.Except(reports.Select(report => report.Key)).ToList())
            _singles.Remove(over);
        foreach (var report in reports.Where(report => report.Affected.ConsumerNumbers.Count > 0))
        {
            if (_singles.TryGetValue(report.Key, out var known) && known.Revision == report.Revision)
                continue;
            var found = await groups.ByConsumerNumbersAsync([report.Affected.ConsumerNumbers[0]], CancellationToken.None);
            _singles[report.Key] = (report.Revision, found.Count == 0 ? "" : found[0].Office);
        }

        return _singles.ToDictionary(single => single.Key, single => single.Value.Office);
    }

    private async Task<Conditions> ReadConditionsAsync()
    {
        var none = CancellationToken.None;
        var states = await Task.WhenAll(feedOptions.Value.Feeds.Select(async feed =>
            (feed.Name, State: await feeds.FindAsync(feed.Name, none))));
        return new Conditions(
            await storms.RunningAsync(none),
            await channels.AllAsync(none),
            [.. states.Select(feed => new FeedView(feed.Name, feed.State.LastSuccess, feed.State.LastError, feed.State.Failures))],
            await alerts.ListAsync(open: true, MostAlerts, none));
    }
}
