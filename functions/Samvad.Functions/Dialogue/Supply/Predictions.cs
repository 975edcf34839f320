using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Several people without supply at one transformer make an outage that the control room has to look at: one, however
/// many write at once and however often it is repeated.
/// </summary>
public sealed class Predictions(
    SamvadTables tables,
    [FromKeyedServices(QueueNames.OutageEvents)] ServiceBusSender queue,
    Alerts alerts,
    IOptions<DialogueOptions> options,
    TimeProvider time)
{
    public const string Source = "consumers";
    private const string Prediction = "~prediction";
    private const string Made = "Made";
    private const string At = "At";

    public async Task ReportAsync(string transformer, string person, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = new TableEntity(transformer, KeyOf(person)) { [At] = at };
        await tables.NoSupply.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        var since = at - options.Value.PredictWithin;
        var rows = new List<TableEntity>();
        await foreach (var one in tables.NoSupply.QueryAsync<TableEntity>(
            one => one.PartitionKey == transformer, cancellationToken: cancellationToken))
            rows.Add(one);
        var standing = rows.Find(one => one.RowKey == Prediction);
        var people = rows.Count(one => one.RowKey != Prediction && one.GetDateTimeOffset(At) > since);
        var stands = standing?.GetDateTimeOffset(At) > at - options.Value.PredictionStands;
        if ((stands && standing!.GetBoolean(Made) == true) || (!stands && people < options.Value.PredictPeople))
            return;
        await MakeAsync(transformer, stands ? standing! : await ClaimAsync(transformer, standing, at, cancellationToken), cancellationToken);
    }

    /// <summary>When a person reported no supply at the transformers.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> OfAsync(
        string person, IEnumerable<string> transformers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DateTimeOffset>();
        foreach (var transformer in transformers)
        {
            var row = await tables.NoSupply.GetEntityIfExistsAsync<TableEntity>(
                transformer, KeyOf(person), cancellationToken: cancellationToken);
            if (row.HasValue)
                found[transformer] = row.Value!.GetDateTimeOffset(At) ?? default;
        }

        return found;
    }

    public async Task ForgetAsync(string person, IEnumerable<string> transformers, CancellationToken cancellationToken)
    {
        foreach (var transformer in transformers)
            await tables.NoSupply.DeleteEntityAsync(transformer, KeyOf(person), ETag.All, cancellationToken);
    }

    private static string KeyOf(string person) => NameBasedGuid.Of("person", person).ToString("n");

    /// <summary>Of several who see it at once one makes it; the others take over what that one claimed.</summary>
    private async Task<TableEntity> ClaimAsync(
        string transformer, TableEntity? old, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var claim = new TableEntity(transformer, Prediction) { [At] = at };
        try
        {
            if (old is null)
                await tables.NoSupply.AddEntityAsync(claim, cancellationToken);
            else
                await tables.NoSupply.UpdateEntityAsync(claim, old.ETag, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            // Somebody else was faster.
        }

        return await tables.NoSupply.GetEntityAsync<TableEntity>(transformer, Prediction, cancellationToken: cancellationToken);
    }

    private async Task MakeAsync(string transformer, TableEntity claim, CancellationToken cancellationToken)
    {
        var at = claim.GetDateTimeOffset(At)!.Value;
        var report = new OutageReport(
            Source, transformer + at.UtcDateTime.ToString("'-'yyyyMMddHHmmss", CultureInfo.InvariantCulture), 1,
            OutageKind.Unplanned, options.Value.AnnouncePredicted ? OutageState.Confirmed : OutageState.Predicted,
            null, null, at, null, null, new([], [], [transformer], []), time.GetUtcNow());
        await queue.SendMessageAsync(
            new ServiceBusMessage(BinaryData.FromBytes(
                JsonSerializer.SerializeToUtf8Bytes(report, OutageJson.Default.OutageReport)))
            {
                SessionId = report.Key,
                MessageId = NameBasedGuid.Of(report.Key, "1").ToString(),
                ContentType = "application/json",
            }.Versioned(),
            cancellationToken);
        await alerts.RaiseAsync(
            "outage-predicted", transformer,
            $"Several consumers of transformer {transformer} report no supply; look at it and confirm or cancel outage {report.Key}.",
            cancellationToken);
        claim[Made] = true;
        await tables.NoSupply.UpdateEntityAsync(claim, ETag.All, TableUpdateMode.Replace, cancellationToken);
    }
}
