using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>
/// The outages that people are without supply by just now, so that who asks is answered at once. A row is written anew
/// from the outage as it is known after each report, so repeats and crashes leave it right.
/// </summary>
public sealed class RunningOutages(SamvadTables tables, OutageStore outages, TimeProvider time)
{
    private const string Partition = "running";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);
    private Kept<IReadOnlyList<OutageReport>>? _kept;

    /// <summary>Takes over what is known of the outage after a report was applied.</summary>
    public async Task ProjectAsync(string source, string externalId, CancellationToken cancellationToken)
    {
        if (await outages.FindAsync(source, externalId, cancellationToken) is not { Report: var report })
            return;
        if (!IsRunning(report))
        {
            await tables.RunningOutages.DeleteEntityAsync(Partition, report.Key, ETag.All, cancellationToken);
            return;
        }

        var row = new TableEntity(Partition, report.Key);
        row.Pack(report, OutageJson.Default.OutageReport);
        await tables.RunningOutages.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>All of them, as of at most a second ago.</summary>
    public ValueTask<IReadOnlyList<OutageReport>> AllAsync(CancellationToken cancellationToken) =>
        (_kept ??= new(ReadAsync, Age, time)).GetAsync(cancellationToken);

    /// <summary>The outage that a connection is without supply by; as of at most a second ago.</summary>
    /// <param name="offices">The office of the connection and those above it.</param>
    public async Task<OutageReport?> FindAsync(
        IReadOnlyCollection<string> offices, string? feeder, string? transformer, string? consumerNumber,
        CancellationToken cancellationToken)
    {
        return (await AllAsync(cancellationToken))
            .Where(report => Covers(report, offices, feeder, transformer, consumerNumber))
            .MaxBy(report => report.Start);
    }

    /// <summary>Whether a connection is without supply by the outage.</summary>
    internal static bool Covers(
        OutageReport report, IReadOnlyCollection<string> offices, string? feeder, string? transformer, string? consumerNumber)
    {
        return Names(report.Affected) && !Names(report.Restored ?? Affected.Nothing);

        bool Names(Affected affected) =>
            (consumerNumber is not null && affected.ConsumerNumbers.Contains(consumerNumber))
            || (transformer is not null && affected.Transformers.Contains(transformer))
            || (feeder is not null && affected.Feeders.Contains(feeder))
            || affected.Offices.Any(offices.Contains);
    }

    /// <summary>Somebody is without supply by it, as far as is known.</summary>
    internal static bool IsRunning(OutageReport report) => report.State is OutageState.Confirmed or OutageState.EtrChanged
        or OutageState.PartiallyRestored or OutageState.StillOut or OutageState.Started or OutageState.Extended;

    private async Task<IReadOnlyList<OutageReport>> ReadAsync()
    {
        var running = new List<OutageReport>();
        await foreach (var row in tables.RunningOutages.QueryAsync<TableEntity>(row => row.PartitionKey == Partition))
            running.Add(row.Unpack(OutageJson.Default.OutageReport)!);
        return running;
    }
}
