using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Outages.Reliability;
using Samvad.Storage;

namespace Samvad.Tests.Consumers;

/// <summary>A register of its own in the shared store: its tables carry a prefix, so tests do not meet.</summary>
public sealed class Register : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Register(ServiceProvider services) => _services = services;

    public People People => Get<People>();
    public MemberPages Members => Get<MemberPages>();
    public Groups Groups => Get<Groups>();
    public Offices Offices => Get<Offices>();
    public Seating Seating => Get<Seating>();
    public ImportLog Log => Get<ImportLog>();
    internal CapturedSender Queue =>
        (CapturedSender)_services.GetRequiredKeyedService<ServiceBusSender>(QueueNames.Imports);

    public T Get<T>() where T : notnull => ActivatorUtilities.GetServiceOrCreateInstance<T>(_services);

    public static Register Create(
        AzuriteFixture azurite, int chunkRows = 50_000, CrashAfter? crash = null)
    {
        var account = "t" + Guid.NewGuid().ToString("n")[..12];
        var options = new TableClientOptions();
        options.AddPolicy(new PrefixedTables(account, azurite.Tables), HttpPipelinePosition.PerCall);
        if (crash is not null)
            options.AddPolicy(crash, HttpPipelinePosition.PerCall);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(
            new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)));
        services.AddSingleton(new TableServiceClient(azurite.ConnectionString, options));
        services.AddSingleton(azurite.Blobs);
        services.AddKeyedSingleton<ServiceBusSender>(QueueNames.Imports, new CapturedSender());
        services.AddSingleton<SamvadTables>();
        services.AddConsumers(new ConfigurationBuilder().Build());
        services.AddSingleton<OfficeScopes>().AddSingleton<AffectedOffices>().AddSingleton<ConnectedConsumers>();
        services.Configure<ConsumersOptions>(consumers => consumers.ImportChunkRows = chunkRows);
        return new Register(services.BuildServiceProvider());
    }

    /// <summary>Takes a file in and runs it to its end.</summary>
    public async Task<Import> ImportAsync(string csv, ImportKind? kind = null)
    {
        var id = await AcceptAsync(Encoding.UTF8.GetBytes(csv), kind);
        await Get<ImportRun>().RunAsync(id, default);
        return (await Log.FindAsync(id, default))!;
    }

    public async Task<string> AcceptAsync(byte[] csv, ImportKind? kind = null)
    {
        using var body = new MemoryStream(csv);
        var (import, faults) = await Get<ImportIntake>().AcceptAsync(body, kind, default);
        Assert.True(import is not null, string.Join("; ", faults));
        return import.Id;
    }

    /// <summary>Two sections and a group in each: A in SEC-1, B in SEC-2.</summary>
    public async Task<Register> WithGroupsAsync()
    {
        await ImportAsync(Some.Offices);
        await ImportAsync(Some.Groups);
        return this;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>Kills the process, so to speak, instead of the n-th writing request: it and all later ones fail.</summary>
public sealed class CrashAfter : HttpPipelineSynchronousPolicy
{
    private int _left = int.MaxValue;

    public bool Crashed => _left < 0;

    public int Writes { get; private set; }

    public void Arm(int writes) => (_left, Writes) = (writes, 0);

    public override void OnSendingRequest(HttpMessage message)
    {
        if (message.Request.Method == RequestMethod.Get)
            return;
        lock (this)
        {
            Writes++;
            if (_left-- <= 0)
            {
                _left = -1;
                throw new OperationCanceledException("crashed");
            }
        }
    }
}

internal sealed class CapturedSender : ServiceBusSender
{
    public ConcurrentQueue<ServiceBusMessage> Messages { get; } = [];

    public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        Messages.Enqueue(message);
        return Task.CompletedTask;
    }
}

/// <summary>Data that tests share.</summary>
public static class Some
{
    public const string MembersHeader =
        "group,member,name,phone,language,category,consumer_number,feeder,transformer,"
        + "consent_outage,consent_planned,consent_safety,consent_service,consent_source,consent_date\n";

    public const string Offices =
        "code,level,parent,name_mr,name_hi,name_en\n"
        + "SEC-1,section,DIV,शाखा १,शाखा १,Section 1\nSEC-2,section,DIV,शाखा २,शाखा २,Section 2\nDIV,division,,विभाग,विभाग,Division\n";

    public const string Groups =
        "id,office,name,area,lineman\nA,SEC-1,\"गट, अ\",urban,संजय पाटील\nB,SEC-2,गट ब,rural,\n";

    public static string Phone(int person) => string.Create(CultureInfo.InvariantCulture, $"98220{person:d5}");

    public static string Address(int person) => "+91" + Phone(person);

    public static string Row(
        string group,
        int member,
        int person,
        string language = "mr",
        string feeder = "F-1",
        string outage = "yes",
        string date = "2026-05-01") =>
        $"{group},m{member:d4},नाव,{Phone(person)},{language},domestic,{100000000000 + member},{feeder},T-1,{outage},yes,no,no,form,{date}\n";
}
