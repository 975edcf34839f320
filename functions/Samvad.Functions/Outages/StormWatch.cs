using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>What the outages around it make of what is to be told of one.</summary>
/// <param name="Speaks">It is told by a message of its own.</param>
/// <param name="Except">Who is not told it, because another outage concerns them still.</param>
/// <param name="Office">Where it counts.</param>
public sealed record Heeded(bool Speaks, Affected Except, string? Office);

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
        var known = verdict.Known.Office;
        if (verdict.Notice is not { } notice || outage.Kind == OutageKind.Planned || !rules.Counts)
            return new Heeded(verdict.Notice is not null, Affected.Nothing, known);
        if (notice is Notice.Off or Notice.StillOut)
            return await JoinAsync(outage, known, now, cancellationToken);
        if (known is null)
            return new Heeded(true, Affected.Nothing, null);
        var over = notice is Notice.Restored or Notice.Cancelled;
        var storm = await ChangeAsync(
            known,
            storm => storm.Find(outage.Key) is { } one
                ? storm.With(one with { Open = !over, Etr = outage.Etr, Affected = outage.Affected.Without(outage.Restored ?? Affected.Nothing) })
                : storm,
            cancellationToken);
        if (storm.Find(outage.Key) is not { } counted)
            return new Heeded(true, Affected.Nothing, known);
        var quiet = storm.Since is not null && notice is Notice.EtrChanged or Notice.Delayed;
        return new Heeded(
            counted.Told && !quiet,
            over || notice == Notice.PartlyRestored ? storm.OpenBut(outage.Key) : Affected.Nothing,
            known);
    }

    /// <summary>Makes the digest that is due at an office, and asks to be woken for the next.</summary>
    public async Task LookAsync(string office, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var storm = await ChangeAsync(office, storm => rules.Look(storm, now), cancellationToken);
        if (storm.Last is { } digest)
            await announcements.MakeAsync(digest, cancellationToken);
        if (storm.DigestAt is { } at)
            await looks.AskAsync(office, at, cancellationToken);
    }

    private async Task<Heeded> JoinAsync(
        OutageReport outage, string? known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((known ?? await offices.OfAsync(outage.Affected, cancellationToken)) is not { } office)
            return new Heeded(true, Affected.Nothing, null);
        var began = false;
        var storm = await ChangeAsync(
            office,
            before =>
            {
                var after = rules.Join(before, outage, now);
                began = before.Since is null && after.Since is not null;
                return after;
            },
            cancellationToken);
        if (began)
            LogStorm(office, storm.Outages.Count);
        // Also where it had begun: who began it may have been killed before asking.
        if (storm.DigestAt is { } at)
            await looks.AskAsync(office, at, cancellationToken);
        return new Heeded(storm.Find(outage.Key)!.Single, Affected.Nothing, office);
    }

    private async Task<Storm> ChangeAsync(string office, Func<Storm, Storm> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.Storms.GetEntityIfExistsAsync<TableEntity>(office, office, cancellationToken: cancellationToken);
            var before = row.HasValue ? row.Value!.Unpack(OutageJson.Default.Storm)! : new Storm(office, []);
            var after = change(before);
            if (ReferenceEquals(after, before))
                return before;
            var entity = new TableEntity(office, office);
            entity.Pack(after, OutageJson.Default.Storm);
            try
            {
                await (row.HasValue
                    ? tables.Storms.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.Storms.AddEntityAsync(entity, cancellationToken));
                return after;
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
