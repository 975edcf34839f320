using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
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

/// <summary>Who is without supply at a transformer, and what was made of it.</summary>
/// <param name="People">When who wrote, by a hash of the address.</param>
/// <param name="PredictedAt">When an outage was predicted; its id follows from that.</param>
/// <param name="Made">It was reported, and the control room told.</param>
internal sealed record Waiting(
    IReadOnlyDictionary<string, DateTimeOffset> People,
    IReadOnlyList<string> Offices,
    string? Feeder,
    DateTimeOffset? PredictedAt = null,
    bool Made = false)
{
    [JsonIgnore]
    public ETag? ETag { get; init; }
}

/// <summary>
/// Several people without supply at one transformer make an outage that the control room has to look at: one, however
/// many write at once and however often it is repeated. It is over when the control room decides, when an outage that
/// covers the transformer is reported, or when the ticket there is resolved.
/// </summary>
public sealed class Predictions(
    SamvadTables tables,
    [FromKeyedServices(QueueNames.OutageEvents)] ServiceBusSender queue,
    Alerts alerts,
    IOptions<DialogueOptions> options,
    TimeProvider time)
{
    public const string Source = "consumers";

    /// <summary>The kind of its alert; the subject is the transformer.</summary>
    public const string Alert = "outage-predicted";
    private const int MostAlerts = 1_000;

    /// <summary>So long nobody looks again whether a prediction stands that was seen to.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _standing = new();

    /// <summary>Somebody at the transformer of the connection has no supply.</summary>
    public async Task ReportAsync(Connection at, string person, DateTimeOffset when, CancellationToken cancellationToken)
    {
        var transformer = at.Transformer!;
        var now = time.GetUtcNow();
        if (_standing.TryGetValue(transformer, out var until) && until > now)
            return;
        while (true)
        {
            var known = await FindAsync(transformer, cancellationToken) ?? new(new Dictionary<string, DateTimeOffset>(), at.Offices, at.Feeder);
            var next = known;
            if (known.PredictedAt is null || known.PredictedAt <= when - options.Value.PredictionStands)
            {
                var since = when - options.Value.PredictWithin;
                var people = known.People.Where(one => one.Value > since).ToDictionary();
                people[KeyOf(person)] = when;
                next = new(people, at.Offices, at.Feeder, people.Count < options.Value.PredictPeople ? null : when) { ETag = known.ETag };
                if (!await TrySaveAsync(transformer, next, cancellationToken))
                    continue;
            }

            if (next.PredictedAt is null)
                return;
            if (!next.Made)
                await MakeAsync(transformer, next, cancellationToken);
            if (_standing.Count > MostAlerts)
                _standing.Clear();
            _standing[transformer] = now + Believed;
            return;
        }
    }

    /// <summary>When a person reported no supply at the transformers.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> OfAsync(
        string person, IEnumerable<string> transformers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, DateTimeOffset>();
        foreach (var transformer in transformers)
        {
            if (await FindAsync(transformer, cancellationToken) is { } waiting && waiting.People.TryGetValue(KeyOf(person), out var at))
                found[transformer] = at;
        }

        return found;
    }

    public async Task ForgetAsync(string person, IEnumerable<string> transformers, CancellationToken cancellationToken)
    {
        foreach (var transformer in transformers)
        {
            while (await FindAsync(transformer, cancellationToken) is { } waiting && waiting.People.ContainsKey(KeyOf(person))
                && !await TrySaveAsync(
                    transformer,
                    waiting with { People = waiting.People.Where(one => one.Key != KeyOf(person)).ToDictionary() },
                    cancellationToken))
            {
                // Somebody else wrote it: look at that.
            }
        }
    }

    private static string KeyOf(string person) => NameBasedGuid.Of("person", person).ToString("n");

    /// <summary>
    /// Something became of an outage: of one that was predicted, or of one that explains what was predicted, which then is
    /// withdrawn, so that the control room sees one.
    /// </summary>
    public async Task HeedAsync(OutageReport outage, CancellationToken cancellationToken)
    {
        if (outage.State == OutageState.Predicted)
            return;
        foreach (var alert in await alerts.ListAsync(open: true, MostAlerts, cancellationToken))
        {
            if (alert.Kind != Alert)
                continue;
            if (outage.Source == Source && outage.Affected.Transformers.Contains(alert.Subject))
                await EndAsync(alert.Subject, withdraw: false, cancellationToken);
            else if (outage.Source != Source && RunningOutages.IsRunning(outage)
                && await FindAsync(alert.Subject, cancellationToken) is { } waiting
                && RunningOutages.Covers(outage, waiting.Offices, waiting.Feeder, alert.Subject, null))
                await EndAsync(alert.Subject, withdraw: true, cancellationToken);
        }
    }

    /// <summary>Supply is back at the transformer, as staff says.</summary>
    public Task EndAsync(string transformer, CancellationToken cancellationToken) =>
        EndAsync(transformer, withdraw: true, cancellationToken);

    private async Task EndAsync(string transformer, bool withdraw, CancellationToken cancellationToken)
    {
        if (await FindAsync(transformer, cancellationToken) is { } waiting)
        {
            // The report has a revision that is neither the first nor one of the control room's later ones.
            if (withdraw && waiting.PredictedAt is not null)
                await SendAsync(Report(transformer, waiting, 2, OutageState.Cancelled), cancellationToken);
            await tables.NoSupply.DeleteEntityAsync(transformer, transformer, ETag.All, cancellationToken);
        }

        _standing.TryRemove(transformer, out _);
        await alerts.ClearAsync(Alert, transformer, cancellationToken);
    }

    private async Task MakeAsync(string transformer, Waiting waiting, CancellationToken cancellationToken)
    {
        var report = Report(
            transformer, waiting, 1, options.Value.AnnouncePredicted ? OutageState.Confirmed : OutageState.Predicted);
        await SendAsync(report, cancellationToken);
        await alerts.RaiseAsync(
            Alert, transformer,
            $"Several consumers of transformer {transformer} report no supply; look at it and confirm or cancel outage {report.Key}.",
            cancellationToken);
        // Where somebody else was faster, they made the same.
        var saved = await FindAsync(transformer, cancellationToken);
        if (saved is { Made: false } && saved.PredictedAt == waiting.PredictedAt)
            await TrySaveAsync(transformer, saved with { Made = true }, cancellationToken);
    }

    private OutageReport Report(string transformer, Waiting waiting, long revision, OutageState state) => new(
        Source, transformer + waiting.PredictedAt!.Value.UtcDateTime.ToString("'-'yyyyMMddHHmmss", CultureInfo.InvariantCulture),
        revision, OutageKind.Unplanned, state, null, null, waiting.PredictedAt.Value, null, null,
        new([], [], [transformer], []), time.GetUtcNow());

    private Task SendAsync(OutageReport report, CancellationToken cancellationToken) => queue.SendMessageAsync(
        new ServiceBusMessage(BinaryData.FromBytes(
            JsonSerializer.SerializeToUtf8Bytes(report, OutageJson.Default.OutageReport)))
        {
            SessionId = report.Key,
            MessageId = NameBasedGuid.Of(report.Key, report.Revision.ToString(CultureInfo.InvariantCulture)).ToString(),
            ContentType = "application/json",
        }.Versioned(),
        cancellationToken);

    private async Task<Waiting?> FindAsync(string transformer, CancellationToken cancellationToken)
    {
        var row = await tables.NoSupply.GetEntityIfExistsAsync<TableEntity>(
            transformer, transformer, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            ? found.Unpack(WaitingJson.Default.Waiting)! with { ETag = found.ETag }
            : null;
    }

    private async Task<bool> TrySaveAsync(string transformer, Waiting waiting, CancellationToken cancellationToken)
    {
        var row = new TableEntity(transformer, transformer);
        row.Pack(waiting, WaitingJson.Default.Waiting);
        try
        {
            if (waiting.ETag is { } tag)
                await tables.NoSupply.UpdateEntityAsync(row, tag, TableUpdateMode.Replace, cancellationToken);
            else
                await tables.NoSupply.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (changed.Status is 404 or 409 or 412)
        {
            return false;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Waiting))]
internal sealed partial class WaitingJson : JsonSerializerContext;
