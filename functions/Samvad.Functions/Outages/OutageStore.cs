using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>An outage, and what people were told of it.</summary>
/// <param name="Report">All reports together, see <see cref="OutageLife"/>.</param>
/// <param name="Said">What was told, the latest last.</param>
public sealed record Outage(OutageReport Report, Known Known, IReadOnlyList<Said> Said, ETag? ETag)
{
    /// <summary>Of what was told, as much is kept as an outage may reasonably have.</summary>
    private const int SaidKept = 100;

    /// <summary>The latest announcement that the newest revision made, if any.</summary>
    public string? AnnouncementId => Said is [.., var last] && last.Revision == Report.Revision && last.AmendedAt == Report.AmendedAt ? last.Id : null;

    /// <summary>What is told of it next.</summary>
    /// <param name="except">Who is not told it, beside those whom the verdict leaves out.</param>
    public Said Next(Verdict verdict, Affected except, string? office, DateTimeOffset now)
    {
        var notice = verdict.Notice!.Value;
        // A late report may widen an outage without a new revision.
        var again = verdict.Widened ? $"{Said.Count}" : null;
        return new Said(
            Announcements.AnnouncementId.New(now, $"{Report.Key}~{notice}{again}~{Report.AmendedAt?.UtcTicks}", Report.Revision),
            notice,
            Report.Revision,
            now,
            verdict.Etr,
            verdict.To,
            verdict.Except.And(except),
            verdict.Widened || notice == Notice.PartlyRestored ? null : Said.LastOrDefault(said => !said.ToSome)?.Id,
            office)
        {
            AmendedAt = Report.AmendedAt,
            Widened = verdict.Widened,
        };
    }

    public Outage Then(Said next) => this with { Said = [.. Said.TakeLast(SaidKept - 1), next] };

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
/// <param name="By">See <see cref="OutageReport.By"/>.</param>
public sealed record OutageRevision(
    long Revision, OutageState State, DateTimeOffset ReceivedAt, bool Ignored, string? AnnouncementId, DateTimeOffset? AmendedAt, string? By);

/// <summary>Outages and their revisions in the tables.</summary>
public sealed class OutageStore(SamvadTables tables)
{
    /// <summary>Of an outage that goes on for ever at its source; the oldest go first.</summary>
    private const int RevisionsKept = 500;

    /// <param name="key">See <see cref="OutageReport.Key"/>.</param>
    public async Task<Outage?> FindAsync(string key, CancellationToken cancellationToken) =>
        key.IndexOf('~') is > 0 and var at ? await FindAsync(key[..at], key[(at + 1)..], cancellationToken) : null;

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

    /// <summary>Keeps the report among those of its outage; the same one again changes nothing.</summary>
    /// <exception cref="RequestFailedException">412 or 409: somebody else recorded one since it was read.</exception>
    public async Task RecordAsync(
        OutageReport report, bool ignored, string? announcementId, CancellationToken cancellationToken)
    {
        var (row, kept) = await RevisionRowAsync(report.Key, cancellationToken);
        List<Accepted> all =
        [
            .. kept.Where(one => one.Report.Revision != report.Revision || one.Report.AmendedAt != report.AmendedAt),
            new(report, ignored, announcementId),
        ];
        all = [.. all.OrderBy(one => one.Report.Revision).ThenBy(one => one.Report.AmendedAt).TakeLast(RevisionsKept)];
        var entity = new TableEntity(report.Key, report.Key);
        while (!entity.TryPack(all, OutageJson.Default.ListAccepted))
            all.RemoveRange(0, (all.Count + 1) / 2);
        await (row is null
            ? tables.OutageRevisions.AddEntityAsync(entity, cancellationToken)
            : tables.OutageRevisions.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, cancellationToken));
    }

    /// <summary>Every report of the outage that was worked off, as they count.</summary>
    public async Task<IReadOnlyList<OutageReport>> ReportsAsync(string key, CancellationToken cancellationToken) =>
        [.. (await RevisionRowAsync(key, cancellationToken)).Kept.Select(one => one.Report)];

    public async Task<IReadOnlyList<OutageRevision>> RevisionsAsync(
        string source, string externalId, CancellationToken cancellationToken) =>
    [
        .. (await RevisionRowAsync($"{source}~{externalId}", cancellationToken)).Kept.Select(one => new OutageRevision(
            one.Report.Revision, one.Report.State, one.Report.ReceivedAt, one.Ignored, one.AnnouncementId, one.Report.AmendedAt,
            one.Report.By)),
    ];

    private async Task<(TableEntity? Row, IReadOnlyList<Accepted> Kept)> RevisionRowAsync(
        string key, CancellationToken cancellationToken)
    {
        var row = await tables.OutageRevisions.GetEntityIfExistsAsync<TableEntity>(key, key, cancellationToken: cancellationToken);
        return row.HasValue ? (row.Value, row.Value!.Unpack(OutageJson.Default.ListAccepted) ?? []) : (null, []);
    }
}

/// <summary>A report as it is kept, with what became of it.</summary>
internal sealed record Accepted(OutageReport Report, bool Ignored, string? AnnouncementId);
