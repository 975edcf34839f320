using System.Text.Json.Serialization;
using Azure.Storage.Blobs;
using Samvad.Consumers;
using Samvad.Storage;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.Operations;

/// <summary>One thing that the app cannot do without.</summary>
/// <param name="Reason">What is wrong, without anything personal or secret; null where nothing is.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record HealthCheck(
    string Name,
    bool Ready,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Remedy = null);

/// <summary>Whether the app can do its work. Asked for by probes, so the answer is kept for some seconds.</summary>
public sealed class Health(
    SamvadTables tables,
    BlobServiceClient blobs,
    DeadLetterQueues queues,
    TemplateCatalogue templates,
    ChannelStore channels,
    TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private Kept<IReadOnlyList<HealthCheck>>? _kept;

    /// <summary>Every check, also those that are well.</summary>
    public ValueTask<IReadOnlyList<HealthCheck>> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _kept ??= new(AllAsync, Patience, time);
        return _kept.GetAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<HealthCheck>> AllAsync() => await Task.WhenAll(
        CheckAsync("tables", "Check the storage account and the app's role Storage Table Data Contributor.",
            async stop => _ = await tables.Channels.GetEntityIfExistsAsync<Azure.Data.Tables.TableEntity>(
                "health", "health", ["PartitionKey"], stop)),
        CheckAsync("blobs", "Check the storage account and the app's role Storage Blob Data Owner.",
            async stop => _ = await blobs.GetBlobContainerClient(ImportIntake.Container).ExistsAsync(stop)),
        CheckAsync("service-bus", "Check the namespace and the app's roles Service Bus Data Sender and Receiver.",
            async stop => _ = await queues.Letters(QueueNames.OutageEvents).PeekMessageAsync(cancellationToken: stop)),
        Task.FromResult(templates.Templates.Any()
            ? new HealthCheck("templates", true)
            : new("templates", false, "The catalogue holds no template.", "Deploy a whole build.")),
        ChannelsAsync());

    private async Task<HealthCheck> ChannelsAsync()
    {
        IReadOnlyList<Channel> all = [];
        var read = await CheckAsync("channels", "See the check of the tables.", async stop => all = await channels.AllAsync(stop));
        if (!read.Ready || all.Any(channel => channel.State == ChannelState.Active))
            return read;
        return new("channels", false, $"None of {all.Count} channels is active.",
            "GET /api/channels says why each was stopped; mend that and set one active again.");
    }

    private async Task<HealthCheck> CheckAsync(string name, string remedy, Func<CancellationToken, Task> look)
    {
        using var stop = new CancellationTokenSource(Patience, time);
        try
        {
            await look(stop.Token).WaitAsync(Patience, time);
            return new(name, true);
        }
        catch (Exception failure)
        {
            var reason = failure is TimeoutException or OperationCanceledException
                ? $"No answer within {Patience.TotalSeconds:0} s." : Failing.Of(failure).Reason;
            return new(name, false, reason, remedy);
        }
    }
}
