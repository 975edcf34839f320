using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Samvad.Consumers;
using Samvad.Storage;

namespace Samvad.Outages.Reliability;

/// <summary>
/// Every outage with whom it hit and for how long, by the month (IST) in which it began, the newest first. Made anew
/// from the outage's revisions whenever one is worked off, so repeats and disorder change nothing.
/// </summary>
public sealed class OutageBook(
    SamvadTables tables, OutageStore outages, ConnectedConsumers connected, Offices offices, Groups groups)
{
    public async Task RecordAsync(string source, string externalId, CancellationToken cancellationToken)
    {
        var reports = await outages.ReportsAsync($"{source}~{externalId}", cancellationToken);
        if (reports.Count == 0)
            return;
        var interruption = InterruptionHistory.Of(
            reports,
            await SinglesAsync(InterruptionHistory.AffectedOf(reports), cancellationToken),
            await connected.ReadAsync(cancellationToken),
            await offices.ReadTreeAsync(cancellationToken));
        var row = Key(interruption.Start, reports[^1].Key);
        row.Pack(interruption, ReliabilityJson.Default.Interruption);
        await tables.Interruptions.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        // An earlier revision may have named another beginning, under which it was recorded.
        foreach (var start in reports.Select(report => report.Start).Distinct().Where(start => start != interruption.Start))
        {
            var before = Key(start, reports[^1].Key);
            await tables.Interruptions.DeleteEntityAsync(
                before.PartitionKey, before.RowKey, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Those that began in the month, the newest first.</summary>
    /// <param name="month">Its first day.</param>
    /// <param name="after">The place of the last one that the caller has.</param>
    public async IAsyncEnumerable<(string Place, Interruption Interruption)> ReadAsync(
        DateOnly month, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partition = Partition(month);
        var from = after ?? "";
        await foreach (var row in tables.Interruptions.QueryAsync<TableEntity>(
            row => row.PartitionKey == partition && row.RowKey.CompareTo(from) > 0, cancellationToken: cancellationToken))
            yield return (row.RowKey, row.Unpack(ReliabilityJson.Default.Interruption)!);
    }

    /// <summary>The first day of the month in which the instant lies, in Indian Standard Time.</summary>
    public static DateOnly MonthOf(DateTimeOffset at)
    {
        var local = at.ToOffset(IndianTime.Offset);
        return new DateOnly(local.Year, local.Month, 1);
    }

    private async Task<IReadOnlyDictionary<string, int>> SinglesAsync(Affected affected, CancellationToken cancellationToken)
    {
        var singles = new Dictionary<string, int>();
        if (affected.ConsumerNumbers.Count == 0)
            return singles;
        // A source that names consumers one by one names those of one place; their first group says which office's.
        var found = await groups.ByConsumerNumbersAsync(affected.ConsumerNumbers, cancellationToken);
        singles[found.FirstOrDefault()?.Office ?? ""] = affected.ConsumerNumbers.Count;
        return singles;
    }

    private static TableEntity Key(DateTimeOffset start, string outage) => new(
        Partition(MonthOf(start)),
        (DateTimeOffset.MaxValue.Ticks - start.UtcTicks).ToString("D19", CultureInfo.InvariantCulture) + "~" + outage);

    private static string Partition(DateOnly month) => month.ToString("yyyyMM", CultureInfo.InvariantCulture);
}
