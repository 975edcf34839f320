using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.Operations.Now;

/// <summary>
/// `GET /api/now`: the state of the network and of what is told, as of some seconds ago; and `GET /api/now/{office}`: the
/// feeders and transformers of one office. Written out once for all who may see the same.
/// </summary>
public sealed class NowFunctions(NowReading reading, OfficeScopes scopes, AffectedOffices affected, AlertScope alerts)
{
    private const int MostOutages = 200;
    private const int MostAnnouncements = 20;
    private const string ForNobodyElse = "private, no-cache";
    private static readonly TimeSpan Lately = TimeSpan.FromHours(6);
    private (NowSnapshot Of, ConcurrentDictionary<string, StoredAnswer> Answers)? _written;

    [Function(nameof(ShowNow))]
    public async Task<IResult> ShowNow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "now")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var snapshot = await reading.ReadAsync(cancellationToken);
        var written = Written(snapshot);
        var caller = Caller.Of(request);
        // The signs are in no code.
        var key = caller.Office is { } office ? string.Join(',', caller.AdditionalOffices.Prepend(office)) : "*";
        if (!written.TryGetValue(key, out var answer))
            written[key] = answer = Write(await ViewAsync(snapshot, request, cancellationToken), NowJson.Default.NowView);
        return answer;
    }

    [Function(nameof(ShowOfficeNow))]
    public async Task<IResult> ShowOfficeNow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "now/{office}")] HttpRequest request,
        string office,
        CancellationToken cancellationToken)
    {
        var snapshot = await reading.ReadAsync(cancellationToken);
        if (snapshot.Tree.Find(office) is null || !(await scopes.OfAsync(request, cancellationToken)).Contains(office))
            return Problem.NotFound($"There is no office '{office}', or you may not see it.");
        return Written(snapshot).GetOrAdd($"~{office}", _ => Write(FeedersOf(snapshot, office), NowJson.Default.OfficeNowView));
    }

    private ConcurrentDictionary<string, StoredAnswer> Written(NowSnapshot snapshot)
    {
        if (_written is { } written && ReferenceEquals(written.Of, snapshot))
            return written.Answers;
        var answers = new ConcurrentDictionary<string, StoredAnswer>();
        _written = (snapshot, answers);
        return answers;
    }

    private static StoredAnswer Write<T>(T view, JsonTypeInfo<T> json) => new(
        JsonSerializer.SerializeToUtf8Bytes(view, json), "application/json; charset=utf-8", ForNobodyElse, CompressionLevel.Fastest);

    private async Task<NowView> ViewAsync(NowSnapshot snapshot, HttpRequest request, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        var outages = snapshot.Supply.Outages
            .Select(outage => scope.IsEverywhere ? outage : outage.Within(scope.Contains)).OfType<RunningOutage>().ToList();
        var own = await OwnAsync(snapshot.Announcements, scope, cancellationToken);
        var told = own.Where(one => one.Live.Header.Announcement.Outage is not null)
            .ToLookup(one => one.Live.Header.Announcement.Outage!);
        var whole = scope.IsEverywhere ? snapshot.Supply.All : snapshot.Supply.Within(scope.Contains);
        return new NowView(
            snapshot.At,
            Round(whole.Consumers),
            Round(whole.Without),
            [.. snapshot.Supply.Offices.Where(office => scope.Contains(office.Key)).OrderBy(office => office.Key, StringComparer.Ordinal)
                .Select(office => new OfficeView(office.Key, Round(office.Value.Consumers), Round(office.Value.Without)))],
            [.. outages.Take(MostOutages).Select(outage => View(outage, told[outage.Report.Key], snapshot.At))],
            Math.Max(0, outages.Count - MostOutages),
            [.. snapshot.Conditions.Storms.Where(storm => scope.Contains(storm.Office)).Select(storm => new StormView(
                storm.Office, storm.Since, storm.Outages.Count(one => one.Open), storm.DigestAt))],
            [.. own.Where(one => one.Whole && IsOfNow(one.Live.Header, snapshot.At)).Take(MostAnnouncements).Select(one => View(one.Live))],
            [.. snapshot.Conditions.Channels.Where(channel => channel.Serves(scope, snapshot.Tree)).Select(View)],
            snapshot.Conditions.Feeds,
            await alerts.SeenAsync(request, snapshot.Conditions.Alerts, cancellationToken));
    }

    /// <summary>Those that reach the caller's offices, and whether they reach no others: only then their counts are shown.</summary>
    private async Task<IReadOnlyList<(LiveAnnouncement Live, bool Whole)>> OwnAsync(
        IReadOnlyList<LiveAnnouncement> all, OfficeScope scope, CancellationToken cancellationToken)
    {
        if (scope.IsEverywhere)
            return [.. all.Select(one => (one, true))];
        var own = new List<(LiveAnnouncement, bool)>();
        foreach (var one in all)
        {
            var hit = await affected.OfAsync(one.Header.Announcement, cancellationToken);
            if (scope.Touches(hit))
                own.Add((one, scope.Covers(hit)));
        }

        return own;
    }

    private static bool IsOfNow(AnnouncementHeader header, DateTimeOffset now) =>
        header.State != AnnouncementState.Finished || now - header.FinishedAt < Lately;

    private static OutageView View(
        RunningOutage outage, IEnumerable<(LiveAnnouncement Live, bool Whole)> told, DateTimeOffset now) => new(
        outage.Report.Source,
        outage.Report.ExternalId,
        outage.Report.Kind,
        outage.Report.State,
        outage.Report.CauseCode,
        outage.Report.CauseText,
        outage.Report.Start,
        outage.Report.Etr,
        [.. outage.Offices.Take(20)],
        [.. outage.Report.Affected.Feeders.Take(20)],
        outage.Report.Affected.Transformers.Count,
        Round(outage.Consumers),
        Round(outage.Out),
        outage.ClocksAt(now) is { Count: > 0 } clocks ? clocks.Min(clock => clock.Due) : null,
        outage.ClocksAt(now).Sum(clock => clock.Late),
        [.. told.Select(one => new ToldView(
            one.Live.Header.Announcement.Id, one.Live.Header.Announcement.Template, one.Live.Header.Announcement.CreatedAt,
            one.Whole ? one.Live.Totals.Audience : null, one.Whole ? one.Live.Totals.Sent : null))]);

    private static ChannelView View(Channel channel) => new(
        channel.Id, channel.State.ToString().ToLowerInvariant(), channel.Reason,
        channel is { State: ChannelState.Stopped, Reason: { } code } ? FailureTable.Find(code)?.Sentence : null,
        channel.MessagesPerSecond);

    private static AnnouncementView View(LiveAnnouncement live) => new(
        live.Header.Announcement.Id,
        live.Header.Announcement.Reference,
        live.Header.Announcement.Template,
        live.Header.Announcement.Topic.ToString().ToLowerInvariant(),
        AnnouncementFunctions.StateOf(live.Header),
        live.Header.Announcement.CreatedAt,
        live.Header.Announcement.ExpiresAt,
        live.Header.FinishedAt,
        live.Header.Groups,
        live.Totals,
        live.Pace?.PerSecond,
        live.Pace?.Eta);

    private static OfficeNowView FeedersOf(NowSnapshot snapshot, string office)
    {
        var connections = snapshot.Supply.At(office).ToList();
        return new OfficeNowView(
            snapshot.At,
            office,
            Round(connections.Sum(one => one.Count.Consumers)),
            Round(connections.Sum(one => one.Count.Without)),
            [.. connections.GroupBy(one => one.Feeder ?? "").OrderBy(feeder => feeder.Key, StringComparer.Ordinal)
                .Select(feeder => new FeederView(
                    feeder.Key,
                    Round(feeder.Sum(one => one.Count.Consumers)),
                    Round(feeder.Sum(one => one.Count.Without)),
                    [.. feeder.OrderBy(one => one.Transformer, StringComparer.Ordinal).Select(one => new TransformerView(
                        one.Transformer ?? "", Round(one.Count.Consumers), Round(one.Count.Without)))]))]);
    }

    private static int Round(double people) => (int)Math.Round(people);
}
