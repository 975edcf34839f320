using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Samvad.Storage;
using Samvad.Telemetry;
using Samvad.WhatsApp;

namespace Samvad.Operations;

/// <summary>Something that an operator has to see.</summary>
/// <param name="Kind">As `dead-letter`, `channel-stopped`, `template-fault`.</param>
/// <param name="Subject">What it is about: a queue and code, a channel, a template. Never a person.</param>
/// <param name="ClearedAt">Null while it is open.</param>
public sealed record Alert(string Kind, string Subject, string Text, DateTimeOffset RaisedAt, DateTimeOffset? ClearedAt);

/// <summary>
/// The alerts: one open at most for each kind and subject, however often it is raised and by however many instances.
/// Monitoring finds them by the id of the log event, operators by `GET /api/alerts`.
/// </summary>
public sealed partial class Alerts(SamvadTables tables, TimeProvider time, ILogger<Alerts> logger)
{
    private const string Open = "open";
    private const string Cleared = "cleared";

    /// <summary>Raises the alert, unless one of this kind and subject is open already.</summary>
    /// <param name="text">What happened and what to do, without personal data.</param>
    /// <returns>Whether it is new.</returns>
    public async Task<bool> RaiseAsync(string kind, string subject, string text, CancellationToken cancellationToken)
    {
        var row = Row(Open, KeyOf(kind, subject), new(kind, subject, text, time.GetUtcNow(), null));
        try
        {
            await tables.Alerts.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException open) when (open.Status == 409)
        {
            return false;
        }

        Metrics.AlertsRaised.Add(1, Metrics.Tag("kind", kind));
        LogRaised(kind, subject, text);
        return true;
    }

    /// <summary>Closes the open alert of this kind and subject.</summary>
    /// <returns>Whether one was open.</returns>
    public async Task<bool> ClearAsync(string kind, string subject, CancellationToken cancellationToken)
    {
        var key = KeyOf(kind, subject);
        var found = await tables.Alerts.GetEntityIfExistsAsync<TableEntity>(Open, key, cancellationToken: cancellationToken);
        if (!found.HasValue)
            return false;
        // Kept first, then closed: what breaks off in between is closed again into the same row.
        var alert = Read(found.Value!) with { ClearedAt = time.GetUtcNow() };
        var kept = Row(Cleared, $"{long.MaxValue - alert.RaisedAt.UtcTicks:d19}~{key}", alert);
        await tables.Alerts.UpsertEntityAsync(kept, TableUpdateMode.Replace, cancellationToken);
        await tables.Alerts.DeleteEntityAsync(Open, key, ETag.All, cancellationToken);
        LogCleared(kind, subject);
        return true;
    }

    /// <summary>The open alerts, or the latest cleared ones; newest first.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(bool open, int top, CancellationToken cancellationToken)
    {
        var partition = open ? Open : Cleared;
        var alerts = new List<Alert>();
        await foreach (var row in tables.Alerts.QueryAsync<TableEntity>(
            row => row.PartitionKey == partition, cancellationToken: cancellationToken))
        {
            alerts.Add(Read(row));
            if (alerts.Count == top)
                break;
        }

        return [.. alerts.OrderByDescending(alert => alert.RaisedAt)];
    }

    // A subject may hold characters that a key may not.
    private static string KeyOf(string kind, string subject) => NameBasedGuid.Of(kind, subject).ToString("n");

    private static TableEntity Row(string partition, string key, Alert alert) => new(partition, key)
    {
        [nameof(Alert.Kind)] = alert.Kind,
        [nameof(Alert.Subject)] = alert.Subject,
        [nameof(Alert.Text)] = alert.Text,
        [nameof(Alert.RaisedAt)] = alert.RaisedAt,
        [nameof(Alert.ClearedAt)] = alert.ClearedAt,
    };

    private static Alert Read(TableEntity row) => new(
        row.GetString(nameof(Alert.Kind)),
        row.GetString(nameof(Alert.Subject)),
        row.GetString(nameof(Alert.Text)),
        row.GetDateTimeOffset(nameof(Alert.RaisedAt)) ?? default,
        row.GetDateTimeOffset(nameof(Alert.ClearedAt)));

    [LoggerMessage(EventIds.AlertRaised, LogLevel.Error, "Alert {Kind} for {Subject}: {Text}")]
    private partial void LogRaised(string kind, string subject, string text);

    [LoggerMessage(EventIds.AlertCleared, LogLevel.Information, "Alert {Kind} for {Subject} is over")]
    private partial void LogCleared(string kind, string subject);
}
