using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Outages;
using Samvad.Storage;

namespace Samvad.Operations.Now;

/// <summary>
/// `GET /api/now`: the state of the network and of what is told, as of some seconds ago; and `GET /api/now/{office}`: the
/// feeders and transformers of one office. Written out once for all who may see the same.
/// </summary>
public sealed class NowFunctions(NowReading reading)
{
    private const int MostOutages = 200;
    private const int MostAnnouncements = 20;
    private const string ForNobodyElse = "private, no-cache";
    private static readonly TimeSpan Lately = TimeSpan.FromHours(6);
    private (NowSnapshot Of, ConcurrentDictionary<string, StoredAnswer> Answers)? _written;

    [Function(nameof(ShowNow))]
    public async Task<IResult> ShowNow(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "now")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var snapshot = await reading.ReadAsync(cancellationToken);
        var office = Caller.Of(request).Office;
        return Written(snapshot).GetOrAdd(office ?? "", _ => Write(View(snapshot, office), NowJson.Default.NowView));
    }

    [Function(nameof(ShowOfficeNow))]
    public async Task<IResult> ShowOfficeNow(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "now/{office}")] HttpRequest request,
        string office,
        CancellationToken cancellationToken)
    {
        var snapshot = await reading.ReadAsync(cancellationToken);
        if (snapshot.Tree.Find(office) is null || !MaySee(snapshot, Caller.Of(request).Office)(office))
            return Problem.NotFound($"There is no office '{office}', or you may not see it.");
        // The tilde is in no code, so this is nobody's scope.
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

    private static Func<string, bool> MaySee(NowSnapshot snapshot, string? scope) =>
        scope is null ? _ => true : snapshot.Tree.Subtree(scope).Contains;

    private static NowView View(NowSnapshot snapshot, string? scope)
    {
        var sees = MaySee(snapshot, scope);
        var outages = snapshot.Supply.Outages.Where(outage => scope is null || outage.Offices.Any(sees)).ToList();
        var whole = scope is null ? snapshot.Supply.All : snapshot.Supply.Offices.GetValueOrDefault(scope);
        var told = snapshot.Announcements.Where(one => one.Header.Announcement.Outage is not null)
            .ToLookup(one => one.Header.Announcement.Outage!);
        return new NowView(
            snapshot.At,
            Round(whole.Consumers),
            Round(whole.Without),
            [.. snapshot.Supply.Offices.Where(office => sees(office.Key)).OrderBy(office => office.Key, StringComparer.Ordinal)
                .Select(office => new OfficeView(office.Key, Round(office.Value.Consumers), Round(office.Value.Without)))],
            [.. outages.Take(MostOutages).Select(outage => View(outage, told[outage.Report.Key]))],
            Math.Max(0, outages.Count - MostOutages),
            [.. snapshot.Health.Storms.Where(storm => sees(storm.Office)).Select(storm => new StormView(
                storm.Office, storm.Since, storm.Outages.Count(one => one.Open), storm.DigestAt))],
            [.. snapshot.Announcements.Where(one => IsOfNow(one.Header, snapshot.At)).Take(MostAnnouncements).Select(View)],
            snapshot.Health.Channels,
            snapshot.Health.Feeds,
            snapshot.Health.Alerts);
    }

    private static bool IsOfNow(AnnouncementHeader header, DateTimeOffset now) =>
        header.State != AnnouncementState.Finished || now - header.FinishedAt < Lately;

    private static OutageView View(RunningOutage outage, IEnumerable<LiveAnnouncement> told) => new(
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
        outage.Clocks.Count == 0 ? null : outage.Clocks.Min(clock => clock.Due),
        outage.Clocks.Sum(clock => clock.Late),
        [.. told.Select(one => new ToldView(
            one.Header.Announcement.Id, one.Header.Announcement.Template, one.Header.Announcement.CreatedAt,
            one.Totals.Audience, one.Totals.Sent))]);

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
