using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>An outage, and what people were told of it.</summary>
/// <param name="Report">All reports together, see <see cref="OutageLife"/>.</param>
/// <param name="Said">What was told, the latest last.</param>
public sealed record Outage(OutageReport Report, Known Known, IReadOnlyList<Said> Said, ETag? ETag)
{
    /// <summary>The latest announcement that the newest revision made, if any.</summary>
    public string? AnnouncementId => Said is [.., var last] && last.Revision == Report.Revision && last.AmendedAt == Report.AmendedAt ? last.Id : null;

    /// <summary>As the HTTP interface shows it.</summary>
    public object ToView(IReadOnlyList<OutageRevision> revisions, OutageOptions options) => new
    {
        Report.Source,
        Report.ExternalId,
        Report.Revision,
        Report.AmendedAt,
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
        Report.Parent,
        Report.FaultClass,
        Report.CustomersAffected,
        Report.CustomersRestored,
        Restored = Report.Restored is { IsEmpty: false } restored ? restored : null,
        Known.Momentary,
        NoticeGiven = Known.Lead,
        NoticeLate = Known.Lead < options.PlannedNotice,
        Announced = Said.Select(said => new { said.Id, said.Notice, said.Revision, said.At, said.Etr }),
        Revisions = revisions,
    };
}

/// <summary>A revision or change by hand that arrived, in the order in which they count.</summary>
/// <param name="Ignored">It was older than what was known.</param>
/// <param name="AnnouncementId">What it made people be told.</param>
public sealed record OutageRevision(
    long Revision, OutageState State, DateTimeOffset ReceivedAt, bool Ignored, string? AnnouncementId, DateTimeOffset? AmendedAt);

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
            entity.Unpack(OutageJson.Default.Known, nameof(Outage.Known)) ?? new Known(),
            entity.Unpack(OutageJson.Default.ListSaid, nameof(Outage.Said)) ?? [],
            entity.ETag);
    }

    /// <exception cref="RequestFailedException">412 or 409: somebody else wrote the outage since it was read.</exception>
    public Task SaveAsync(Outage outage, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(outage.Report.Source, outage.Report.ExternalId)
        {
            ["State"] = outage.Report.State.ToString(),
            ["Revision"] = outage.Report.Revision,
        };
        entity.Pack(outage.Report, OutageJson.Default.OutageReport);
        entity.Pack(outage.Known, OutageJson.Default.Known, nameof(Outage.Known));
        entity.Pack([.. outage.Said], OutageJson.Default.ListSaid, nameof(Outage.Said));
        return outage.ETag is { } etag
            ? tables.Outages.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
            : tables.Outages.AddEntityAsync(entity, cancellationToken);
    }

    public Task RecordAsync(OutageReport report, bool ignored, string? announcementId, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(report.Key, RowOf(report))
        {
            [nameof(OutageRevision.AmendedAt)] = report.AmendedAt,
            [nameof(OutageRevision.State)] = report.State.ToString(),
            [nameof(OutageRevision.ReceivedAt)] = report.ReceivedAt,
            [nameof(OutageRevision.Ignored)] = ignored,
            [nameof(OutageRevision.AnnouncementId)] = announcementId,
        };
        entity.Pack(report, OutageJson.Default.OutageReport);
        return tables.OutageRevisions.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>Every report of the outage that was worked off.</summary>
    public async Task<IReadOnlyList<OutageReport>> ReportsAsync(string key, CancellationToken cancellationToken)
    {
        var reports = new List<OutageReport>();
        await foreach (var row in tables.OutageRevisions.QueryAsync<TableEntity>(
            row => row.PartitionKey == key, cancellationToken: cancellationToken))
        {
            reports.Add(row.Unpack(OutageJson.Default.OutageReport)!);
        }

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
                long.Parse(entity.RowKey.AsSpan(0, 19), CultureInfo.InvariantCulture),
                Enum.Parse<OutageState>(entity.GetString(nameof(OutageRevision.State))),
                entity.GetDateTimeOffset(nameof(OutageRevision.ReceivedAt)) ?? default,
                entity.GetBoolean(nameof(OutageRevision.Ignored)) ?? false,
                entity.GetString(nameof(OutageRevision.AnnouncementId)),
                entity.GetDateTimeOffset(nameof(OutageRevision.AmendedAt))));
        }

        return revisions;
    }

    private static string RowOf(OutageReport report) => report.AmendedAt is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"{report.Revision:D19}~{at.UtcTicks:D19}")
        : report.Revision.ToString("D19", CultureInfo.InvariantCulture);
}
