using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;
using Samvad.LocalHost.Triggers;

namespace Samvad.Tests.LocalHost.Triggers;

/// <summary>What functions under test did.</summary>
public sealed class Recorder
{
    public ConcurrentQueue<string> Lines { get; } = new();
    public void Add(string line) => Lines.Enqueue(line);
    public int Running;
    public int MostRunning;

    public async Task WithinAsync(Func<Task> work)
    {
        var running = Interlocked.Increment(ref Running);
        lock (this)
            MostRunning = Math.Max(MostRunning, running);
        await work();
        Interlocked.Decrement(ref Running);
    }
}

/// <summary>A web host on a free port, with the real broker in a directory of its own.</summary>
internal sealed class TriggerRig : IAsyncDisposable
{
    public const string FunctionKey = "function-key", MasterKey = "master-key";
    private readonly HostLease _lease;
    private readonly bool _ownsDirectory;

    private TriggerRig(string? directory, TimeProvider? time, (string Key, string Value)[] settings, Type[] classes)
    {
        _ownsDirectory = directory is null;
        Directory = directory ?? System.IO.Directory.CreateTempSubdirectory("samvad-triggers-").FullName;
        _lease = HostLease.Acquire(Directory, "host");
        var hostJson = Path.Combine(Directory, "host.json");
        if (!File.Exists(hostJson))
            File.WriteAllText(hostJson, """
                {"version":"2.0","extensions":{"http":{"routePrefix":"api"},"serviceBus":{
                "maxConcurrentCalls":3,"maxConcurrentSessions":2,"maxMessageBatchSize":10,"sessionIdleTimeout":"00:00:01"}}}
                """);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)));
        builder.Services.AddSingleton(Recorder);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddKeyedSingleton("word", "keyed");
        Broker = new LocalServiceBusClient(Directory, _lease, [Plain, Sessions], TimeProvider.System);
        builder.Services.AddSingleton<ServiceBusClient>(Broker);
        builder.Services.AddLocalTriggers(new LocalTriggerOptions
        {
            FunctionAssembly = typeof(TriggerRig).Assembly,
            HostJsonPath = hostJson,
            DataDirectory = Directory,
            FunctionKey = FunctionKey,
            MasterKey = MasterKey,
        }, classes);
        App = builder.Build();
        App.MapLocalFunctions();
    }

    public static QueueDefinition Plain { get; } = new("plain") { MaxDeliveryCount = 2, LockDuration = TimeSpan.FromSeconds(2) };
    public static QueueDefinition Sessions { get; } =
        new("sessions") { RequiresSession = true, MaxDeliveryCount = 2, LockDuration = TimeSpan.FromSeconds(2) };

    public string Directory { get; }
    public Recorder Recorder { get; } = new();
    public LocalServiceBusClient Broker { get; }
    public WebApplication App { get; }
    public HttpClient Http { get; private set; } = null!;

    public static Task<TriggerRig> StartAsync(params Type[] classes) => StartAsync(null, null, [], classes);

    public static async Task<TriggerRig> StartAsync(
        string? directory, TimeProvider? time, (string Key, string Value)[] settings, params Type[] classes)
    {
        var rig = new TriggerRig(directory, time, settings, classes);
        await rig.App.StartAsync();
        rig.Http = new HttpClient { BaseAddress = new Uri(rig.App.Urls.First()) };
        return rig;
    }

    public Task SendAsync(string queue, params ServiceBusMessage[] messages) =>
        Broker.CreateSender(queue).SendMessagesAsync(messages);

    /// <summary>Waits until it holds, at most a minute: machines are shared.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "It did not come about in a minute.");
            await Task.Delay(20);
        }
    }

    public Task UntilAsync(int lines) => EventuallyAsync(() => Task.FromResult(Recorder.Lines.Count >= lines));

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await App.DisposeAsync();
        await Broker.DisposeAsync();
        _lease.Dispose();
        if (_ownsDirectory)
            System.IO.Directory.Delete(Directory, recursive: true);
    }
}
