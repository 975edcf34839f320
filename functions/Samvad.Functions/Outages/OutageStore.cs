using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>What is known of an outage now.</summary>
/// <param name="Report">The newest revision; what it leaves out of what is affected is kept from before.</param>
/// <param name="Announced">The state that people were told last, if any.</param>
/// <param name="AnnouncementId">The announcement that the newest revision made, if any.</param>
/// <param name="Supersedes">The announcement before, which that one makes stale.</param>
public sealed record Outage(
    OutageReport Report, OutageState? Announced, string? AnnouncementId, string? Supersedes, ETag? ETag)
{
    /// <summary>As the HTTP interface shows it.</summary>
    public object ToView(IReadOnlyList<OutageRevision> revisions) => new
    {
        Report.Source,
        Report.ExternalId,
        Report.Revision,
        Report.Kind,
        Report.State,
        Report.CauseCode,
        Report.CauseText,
        Report.Start,
        Report.Etr,
        Report.RestoredAt,
        Report.Affected.Offices,
        Report.Affected.Feeders,
        Report.Affected.Transformers,
        Report.Affected.ConsumerNumbers,
        Announced,
        Revisions = revisions,
    };
}

/// <summary>A revision that arrived, in the order of revisions.</summary>
/// <param name="Ignored">It was older than what was known.</param>
/// <param name="AnnouncementId">What it made people be told.</param>
public sealed record OutageRevision(
    long Revision, OutageState State, DateTimeOffset ReceivedAt, bool Ignored, string? AnnouncementId);

/// <summary>Outages and their revisions in the tables.</summary>
public sealed class OutageStore(SamvadTables tables)
{
    public async Task<Outage?> FindAsync(string source, string externalId, CancellationToken cancellationToken)
    {
        var row = await tables.Outages.GetEntityIfExistsAsync<TableEntity>(
            source, externalId, cancellationToken: cancellationToken);
        if (!row.HasValue)
            return null;
        var entity = row.Value!;
        return new Outage(
            entity.Unpack(OutageJson.Default.OutageReport)!,
            entity.GetString(nameof(Outage.Announced)) is { } announced ? Enum.Parse<OutageState>(announced) : null,
            entity.GetString(nameof(Outage.AnnouncementId)),
            entity.GetString(nameof(Outage.Supersedes)),
            entity.ETag);
    }

    /// <exception cref="RequestFailedException">412 or 409: somebody else wrote the outage since it was read.</exception>
    public Task SaveAsync(Outage outage, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(outage.Report.Source, outage.Report.ExternalId)
        {
            ["State"] = outage.Report.State.ToString(),
            ["Revision"] = outage.Report.Revision,
            [nameof(Outage.Announced)] = outage.Announced?.ToString(),
            [nameof(Outage.AnnouncementId)] = outage.AnnouncementId,
            [nameof(Outage.Supersedes)] = outage.Supersedes,
        };
        entity.Pack(outage.Report, OutageJson.Default.OutageReport);
        return outage.ETag is { } etag
            ? tables.Outages.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
            : tables.Outages.AddEntityAsync(entity, cancellationToken);
    }

    public Task RecordAsync(OutageReport report, bool ignored, string? announcementId, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(report.Key, report.Revision.ToString("D19", CultureInfo.InvariantCulture))
        {
            [nameof(OutageRevision.State)] = report.State.ToString(),
            [nameof(OutageRevision.ReceivedAt)] = report.ReceivedAt,
            [nameof(OutageRevision.Ignored)] = ignored,
            [nameof(OutageRevision.AnnouncementId)] = announcementId,
        };
        entity.Pack(report, OutageJson.Default.OutageReport);
        return tables.OutageRevisions.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>
    /// All revisions as they were reported, the oldest first, also those that came too late to be heeded: in whatever
    /// order they arrive, they are the same in the end.
    /// </summary>
    public async Task<IReadOnlyList<OutageReport>> ReportsAsync(
        string source, string externalId, CancellationToken cancellationToken)
    {
        var key = $"{source}~{externalId}";
        var reports = new List<OutageReport>();
        await foreach (var entity in tables.OutageRevisions.QueryAsync<TableEntity>(
            row => row.PartitionKey == key, cancellationToken: cancellationToken))
            reports.Add(entity.Unpack(OutageJson.Default.OutageReport)!);
        return reports;
    }

    public async Task<IReadOnlyList<OutageRevision>> RevisionsAsync(
        string source, string externalId, CancellationToken cancellationToken)
    {
        var key = $"{source}~{externalId}";
        var revisions = new List<OutageRevision>();
        await foreach (var entity in tables.OutageRevisions.QueryAsync<TableEntity>(
            row => row.PartitionKey == key, cancellationToken: cancellationToken))
        {
            revisions.Add(new OutageRevision(
                long.Parse(entity.RowKey, CultureInfo.InvariantCulture),
                Enum.Parse<OutageState>(entity.GetString(nameof(OutageRevision.State))),
                entity.GetDateTimeOffset(nameof(OutageRevision.ReceivedAt)) ?? default,
                entity.GetBoolean(nameof(OutageRevision.Ignored)) ?? false,
                entity.GetString(nameof(OutageRevision.AnnouncementId))));
        }

        return revisions;
    }
}
