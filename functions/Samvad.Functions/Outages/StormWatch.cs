using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>Watches each office for a storm, and tells its digests.</summary>
public sealed partial class StormWatch(
    SamvadTables tables,
    StormRules rules,
    OutageOffices offices,
    OutageAnnouncements announcements,
    OutageLooks looks,
    TimeProvider time,
    ILogger<StormWatch> logger)
{
    public async Task<Heeded> HeedAsync(
        OutageReport outage, Verdict verdict, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var office = verdict.Known.Office;
        if (verdict.Notice is not { } notice || outage.Kind == OutageKind.Planned || !rules.Counts)
            return new Heeded(verdict.Notice is not null, Affected.Nothing, office);
        if (notice is Notice.Off or Notice.StillOut || !verdict.Known.Told)
            office ??= await offices.OfAsync(outage.Affected, cancellationToken);
        if (office is null)
            return new Heeded(true, Affected.Nothing, null);
        var (before, after) = await ChangeAsync(office, storm => rules.Heed(storm, outage, notice, now), cancellationToken);
        if (before.Since is null && after.Since is not null)
            LogStorm(office, after.Outages.Count);
        // Also where it began before: who began it may have been killed before asking.
        if (after.DigestAt is { } at)
            await looks.AskAsync(office, at, cancellationToken);
        return rules.Heeded(after, outage, verdict);
    }

    /// <summary>Makes the digest that is due at an office, and asks to be woken for the next.</summary>
    /// <returns>The office after that; its latest digest may be an older one.</returns>
    public async Task<Storm> LookAsync(string office, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (_, storm) = await ChangeAsync(office, storm => rules.Look(storm, now), cancellationToken);
        if (storm.Last is { } digest)
            await announcements.MakeAsync(digest, cancellationToken);
        if (storm.DigestAt is { } at)
            await looks.AskAsync(office, at, cancellationToken);
        return storm;
    }

    /// <summary>The storms that go on.</summary>
    public async Task<IReadOnlyList<Storm>> RunningAsync(CancellationToken cancellationToken)
    {
        var storms = new List<Storm>();
        await foreach (var row in tables.Storms.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (row.Unpack(OutageJson.Default.Storm) is { Since: not null } storm)
                storms.Add(storm);
        }

        return storms;
    }

    private async Task<(Storm Before, Storm After)> ChangeAsync(
        string office, Func<Storm, Storm> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.Storms.GetEntityIfExistsAsync<TableEntity>(office, office, cancellationToken: cancellationToken);
            var before = row.HasValue ? row.Value!.Unpack(OutageJson.Default.Storm)! : new Storm(office, []);
            var after = change(before);
            if (ReferenceEquals(after, before))
                return (before, before);
            var entity = new TableEntity(office, office);
            entity.Pack(after, OutageJson.Default.Storm);
            try
            {
                await (row.HasValue
                    ? tables.Storms.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.Storms.AddEntityAsync(entity, cancellationToken));
                return (before, after);
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // Another outage of the office was counted meanwhile.
            }
        }
    }

    [LoggerMessage(EventIds.StormBegan, LogLevel.Warning, "Storm at office {Office}: {Outages} outages; digests are sent instead")]
    private partial void LogStorm(string office, int outages);
}
