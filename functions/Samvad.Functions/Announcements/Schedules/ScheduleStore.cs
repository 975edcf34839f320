using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Samvad.Announcements.Approvals;
using Samvad.Storage;
using Samvad.Tickets;

namespace Samvad.Announcements.Schedules;

/// <summary>Schedules and their runs in the tables. Every change is conditional on what was read.</summary>
public sealed class ScheduleStore(SamvadTables tables, IOptions<TicketOptions> tickets, TimeProvider time)
{
    private const string Partition = "schedule";
    private const string Progress = "G";
    private const string Never = "9999";

    /// <summary>The days on which the utility rests.</summary>
    public IReadOnlyCollection<DateOnly> Holidays => [.. tickets.Value.Holidays];

    public async Task<ScheduleRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var row = await tables.Schedules.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    public Task<IReadOnlyList<ScheduleRow>> AllAsync(CancellationToken cancellationToken) =>
        QueryAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken);

    /// <summary>Those that are active and due.</summary>
    public Task<IReadOnlyList<ScheduleRow>> DueAsync(CancellationToken cancellationToken) => QueryAsync(
        TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and State eq {nameof(ScheduleState.Active)} and NextDue le {Key(time.GetUtcNow())}"),
        cancellationToken);

    /// <returns>False where somebody else wrote it since.</returns>
    public async Task<bool> TryWriteAsync(ScheduleRow row, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(Partition, row.Schedule.Id)
        {
            [nameof(ScheduleRow.State)] = row.State.ToString(),
            [nameof(ScheduleRow.NextDue)] = row.NextDue is { } due ? Key(due) : Never,
        };
        entity.Pack(row.Schedule, ScheduleJson.Default.Schedule);
        entity.Pack(row.Sent, ScheduleJson.Default.Sent, Progress);
        try
        {
            await (row.ETag == default
                ? tables.Schedules.AddEntityAsync(entity, cancellationToken)
                : tables.Schedules.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, cancellationToken));
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            return false;
        }
    }

    /// <summary>Changes a schedule; the change returns null to leave it.</summary>
    /// <returns>As it is then; null where there is none.</returns>
    public async Task<ScheduleRow?> ChangeAsync(
        string id, Func<ScheduleRow, ScheduleRow?> change, CancellationToken cancellationToken)
    {
        while (await FindAsync(id, cancellationToken) is { } before)
        {
            if (change(before) is not { } after)
                return before;
            if (await TryWriteAsync(after, cancellationToken))
                return after;
        }

        return null;
    }

    /// <summary>Its approval was given; what was due while it waited is not made up for.</summary>
    public Task ActivateAsync(ScheduleVersion approved, CancellationToken cancellationToken) => ChangeAsync(
        approved.Id,
        row => row.State == ScheduleState.Waiting && row.Schedule.Version == approved.Version
            ? row with { State = ScheduleState.Active, NextDue = row.Schedule.When.Next(time.GetUtcNow(), Holidays) }
            : null,
        cancellationToken);

    public Task RefuseAsync(ScheduleVersion refused, CancellationToken cancellationToken) => ChangeAsync(
        refused.Id,
        row => row.State == ScheduleState.Waiting && row.Schedule.Version == refused.Version
            ? row with { State = ScheduleState.Refused }
            : null,
        cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        tables.Schedules.DeleteEntityAsync(Partition, id, ETag.All, cancellationToken);

    /// <summary>Keeps what is decided on a run, unless that was decided before.</summary>
    /// <returns>The run as it was decided first.</returns>
    public async Task<ScheduleRun> BeginAsync(ScheduleRun run, CancellationToken cancellationToken)
    {
        try
        {
            await tables.ScheduleRuns.AddEntityAsync(Row(run), cancellationToken);
            return run;
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            var row = await tables.ScheduleRuns.GetEntityAsync<TableEntity>(
                run.Schedule, KeyOf(run.Schedule, run.Due), cancellationToken: cancellationToken);
            return Read(run.Schedule, row.Value);
        }
    }

    public Task EndAsync(ScheduleRun run, RunState state, CancellationToken cancellationToken) =>
        tables.ScheduleRuns.UpsertEntityAsync(Row(run with { State = state, At = time.GetUtcNow() }), TableUpdateMode.Replace, cancellationToken);

    /// <summary>The runs of a schedule that were due between the two, in their order.</summary>
    public async Task<IReadOnlyList<ScheduleRun>> RunsAsync(
        string schedule, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, last) = (KeyOf(schedule, from), KeyOf(schedule, to));
        var runs = new List<ScheduleRun>();
        await foreach (var row in tables.ScheduleRuns.QueryAsync<TableEntity>(
            row => row.PartitionKey == schedule && row.RowKey.CompareTo(first) >= 0 && row.RowKey.CompareTo(last) <= 0,
            cancellationToken: cancellationToken))
        {
            runs.Add(Read(schedule, row));
        }

        return runs;
    }

    private async Task<IReadOnlyList<ScheduleRow>> QueryAsync(string filter, CancellationToken cancellationToken)
    {
        var rows = new List<ScheduleRow>();
        await foreach (var row in tables.Schedules.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            rows.Add(Read(row));
        return rows;
    }

    private static ScheduleRow Read(TableEntity row) => new(
        row.Unpack(ScheduleJson.Default.Schedule)!,
        Enum.Parse<ScheduleState>(row.GetString(nameof(ScheduleRow.State))),
        row.GetString(nameof(ScheduleRow.NextDue)) is not Never and var due ? Time(due) : null,
        row.Unpack(ScheduleJson.Default.Sent, Progress) ?? Sent.Nothing)
    {
        ETag = row.ETag,
    };

    private static TableEntity Row(ScheduleRun run) => new(run.Schedule, KeyOf(run.Schedule, run.Due))
    {
        [nameof(ScheduleRun.Due)] = Key(run.Due),
        [nameof(ScheduleRun.State)] = run.State.ToString(),
        [nameof(ScheduleRun.Item)] = run.Item,
        [nameof(ScheduleRun.Announcement)] = run.Announcement,
        [nameof(ScheduleRun.At)] = run.At,
    };

    private static ScheduleRun Read(string schedule, TableEntity row) => new(
        schedule,
        Time(row.GetString(nameof(ScheduleRun.Due))),
        Enum.Parse<RunState>(row.GetString(nameof(ScheduleRun.State))),
        row.GetString(nameof(ScheduleRun.Item)),
        row.GetString(nameof(ScheduleRun.Announcement)),
        row.GetDateTimeOffset(nameof(ScheduleRun.At)) ?? default);

    private static string KeyOf(string schedule, DateTimeOffset due) => $"{schedule}~{Key(due)}";

    private static string Key(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string key) =>
        DateTimeOffset.ParseExact(key, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
