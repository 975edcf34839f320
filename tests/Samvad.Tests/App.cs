using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Tests;

/// <summary>
/// The app as it is deployed, on tables of its own in the real store and a real broker; only the provider is a fake
/// that writes down what it is given. Functions are called by the tests, not by triggers.
/// </summary>
public sealed class App : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _data;
    private readonly HostLease _lease;

    private App(ServiceProvider services, DirectoryInfo data, HostLease lease, string tables) =>
        (_services, _data, _lease, Tables) = (services, data, lease, tables);

    /// <summary>What the names of its tables begin with.</summary>
    public string Tables { get; }

    public FakeTimeProvider Time => (FakeTimeProvider)Get<TimeProvider>();
    internal FakeProvider Provider => Get<FakeProvider>();
    public Ledger Ledger => Get<Ledger>();
    public Progress Progress => Get<Progress>();
    public ServiceBusClient Broker => Get<ServiceBusClient>();

    public T Get<T>() where T : notnull => ActivatorUtilities.GetServiceOrCreateInstance<T>(_services);

    /// <summary>One of its own, as another process has it, on the same tables.</summary>
    public T Another<T>() => ActivatorUtilities.CreateInstance<T>(_services);

    public static App Create(AzuriteFixture azurite, Action<TableClientOptions>? tables = null, int maxAttempts = 3)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:ConnectionString"] = azurite.ConnectionString,
            ["ServiceBus:fullyQualifiedNamespace"] = "localhost",
            ["WhatsApp:Channels:0:Id"] = "11111111-1111-1111-1111-111111111111",
            ["WhatsApp:Channels:0:MessagesPerSecond"] = "0",
            ["WhatsApp:PairInterval"] = "00:00:00",
            ["WhatsApp:MaxAttempts"] = $"{maxAttempts}",
            ["WhatsApp:Acs:ConnectionString"] = "endpoint=http://127.0.0.1:1/;accesskey=c2FtdmFk",
        }).Build();
        var data = Directory.CreateTempSubdirectory("samvad-app");
        var lease = HostLease.Acquire(data.FullName, "host");
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSamvad(configuration);
        var options = new TableClientOptions();
        var prefix = "t" + Guid.NewGuid().ToString("n")[..12];
        options.AddPolicy(new PrefixedTables(prefix, azurite.Tables), HttpPipelinePosition.PerCall);
        tables?.Invoke(options);
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(Start) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) });
        services.AddSingleton(new TableServiceClient(azurite.ConnectionString, options));
        services.AddSingleton<FakeProvider>();
        services.RemoveAll<IMessageProvider>();
        services.AddSingleton<IMessageProvider>(provider => provider.GetRequiredService<FakeProvider>());
        services.AddSingleton<ServiceBusClient>(new LocalServiceBusClient(
            data.FullName, lease, QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json")), TimeProvider.System));
        return new App(services.BuildServiceProvider(), data, lease, prefix);
    }

    /// <summary>Imports CSV rows as the import function does.</summary>
    public async Task ImportAsync(params string[] files)
    {
        foreach (var csv in files)
        {
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(csv));
            var (import, faults) = await Get<ImportIntake>().AcceptAsync(body, null, default);
            Assert.True(import is not null, string.Join("; ", faults));
            await Get<ImportRun>().RunAsync(import.Id, default);
            Assert.Equal(0, (await Get<ImportLog>().FindAsync(import.Id, default))!.Rejected);
        }
    }

    public OutageReport Report(
        string externalId, long revision, OutageState state, Affected? affected = null, DateTimeOffset? etr = null) => new(
        "oms", externalId, revision, OutageKind.Unplanned, state, "lineDown", null,
        Start.AddMinutes(-5), etr, null, affected ?? new Affected([], ["F-1"], [], []), Time.GetUtcNow());

    /// <summary>Applies the report, plans what it announces and delivers all shards, in the order of the queues.</summary>
    public async Task<string?> TellAsync(OutageReport report)
    {
        await Get<OutageLifecycle>().ApplyAsync(report, default);
        return await DeliverAsync(report);
    }

    /// <summary>Lets the time that has passed tell what is due.</summary>
    public async Task<string?> LookAsync(OutageReport report)
    {
        await Get<OutageLifecycle>().LookAsync(report.Source, report.ExternalId, default);
        return await DeliverAsync(report);
    }

    private async Task<string?> DeliverAsync(OutageReport report)
    {
        var id = (await Get<OutageStore>().FindAsync(report.Source, report.ExternalId, default))!.AnnouncementId;
        if (id is not null)
        {
            await Get<Planning>().PlanAsync(new PlanRequest(id), default);
            await DeliverAsync();
        }

        return id;
    }

    /// <summary>Delivers the shards that are on the queue; each is gone from it when it is delivered.</summary>
    public Task DeliverAsync() => TakeAsync(
        QueueNames.ShardsUrgent,
        AnnouncementJson.Default.Shard,
        shard => Get<ShardDelivery>().DeliverAsync(shard, again: false, default));

    /// <summary>Delivers the routine shards that are on the queue, in the order of their groups or another one.</summary>
    public async Task DeliverRoutineAsync(Func<Shard, object>? order = null)
    {
        var shards = new List<Shard>();
        await TakeAsync(QueueNames.ShardsRoutine, AnnouncementJson.Default.Shard, shard =>
        {
            shards.Add(shard);
            return Task.CompletedTask;
        });
        foreach (var shard in shards.OrderBy(order ?? (shard => shard.Group)))
            await Get<ShardDelivery>().DeliverAsync(shard, again: false, default);
    }

    /// <summary>Plans what is asked for on the queue.</summary>
    public Task PlanAsync() => TakeAsync(
        QueueNames.Announcements,
        AnnouncementJson.Default.PlanRequest,
        request => Get<Planning>().PlanAsync(request, default));

    /// <summary>Takes the shards off the queue.</summary>
    public async Task<IReadOnlyList<Shard>> ShardsAsync()
    {
        var shards = new List<Shard>();
        await TakeAsync(QueueNames.ShardsUrgent, AnnouncementJson.Default.Shard, shard =>
        {
            shards.Add(shard);
            return Task.CompletedTask;
        });
        return shards;
    }

    /// <summary>Takes the outage reports that the app itself made off the queue.</summary>
    public async Task<IReadOnlyList<OutageReport>> ReportsAsync()
    {
        var reports = new List<OutageReport>();
        await TakeAsync(QueueNames.OutageEvents, OutageJson.Default.OutageReport, report =>
        {
            if (report is { Source.Length: > 0, Affected: not null })
                reports.Add(report);
            return Task.CompletedTask;
        });
        return reports;
    }

    private async Task TakeAsync<T>(string queue, JsonTypeInfo<T> type, Func<T, Task> take)
    {
        while (await NextSessionAsync(queue) is { } session)
        {
            await using (session)
            {
                while (await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(1)) is { } message)
                {
                    await take(JsonSerializer.Deserialize(message.Body.ToMemory().Span, type)!);
                    await session.CompleteMessageAsync(message);
                }
            }
        }
    }

    private async Task<ServiceBusSessionReceiver?> NextSessionAsync(string queue)
    {
        using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            return await Broker.AcceptNextSessionAsync(queue, cancellationToken: wait.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Lets the clock go on until the work is done: on one that stands a channel's pace lets nothing leave.</summary>
    public async Task AdvancingAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(work, Task.Delay(2));
        }

        await work;
    }

    public async Task<Counts> CountsAsync(string announcement) =>
        AnnouncementTotals.Of(await Progress.ReadAsync(announcement, default));

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await _services.DisposeAsync();
        _lease.Dispose();
        _data.Delete(recursive: true);
    }
}

/// <summary>Takes every message, unless told otherwise, and drops repeated ids as a provider does.</summary>
internal sealed class FakeProvider : IMessageProvider
{
    private readonly ConcurrentDictionary<Guid, string> _ids = new();
    private int _calls;

    public string Name => "acs";
    public bool DropsRepeats { get; set; } = true;
    public ConcurrentQueue<OutgoingMessage> Accepted { get; } = [];
    public int Calls => _calls;

    /// <summary>Called with the message and the number of the call, from 1; null lets the message be taken.</summary>
    public Func<OutgoingMessage, int, SendOutcome?>? Answer { get; set; }

    public Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (Answer?.Invoke(message, Interlocked.Increment(ref _calls)) is { } answer)
            return Task.FromResult(answer);
        return Task.FromResult(Take(message));
    }

    /// <summary>What people sent, by its id.</summary>
    public ConcurrentDictionary<string, byte[]> Media { get; } = [];

    public Task<IncomingMedia?> OpenMediaAsync(string mediaId, CancellationToken cancellationToken) => Task.FromResult(
        Media.TryGetValue(mediaId, out var bytes) ? new IncomingMedia(new MemoryStream(bytes), bytes.Length) : null);

    public SendOutcome Take(OutgoingMessage message)
    {
        var id = Guid.NewGuid().ToString();
        if (!_ids.TryAdd(message.Id, id))
            return SendOutcome.Accepted(_ids[message.Id]);
        Accepted.Enqueue(message);
        return SendOutcome.Accepted(id);
    }
}

internal static class SaidExtensions
{
    extension(OutgoingMessage message)
    {
        /// <summary>The template that was sent, with its values.</summary>
        public TemplateContent Said => (TemplateContent)message.Content;
    }
}
