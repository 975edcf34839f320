using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Outages.Reliability;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tests.Operations;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.Access;

/// <summary>
/// Two sections that know nothing of each other: SEC-1 with the group A and everything that there is in the app, SEC-2
/// with the group B and next to nothing. What belongs to SEC-1 carries a mark that nobody of SEC-2 may ever read.
/// </summary>
public sealed class AccessWorld(AzuriteFixture azurite) : IAsyncDisposable
{
    public const string Here = "SEC-1", There = "SEC-2";
    private readonly SemaphoreSlim _starting = new(1);
    private AccessHost? _host;

    internal AccessHost Host => _host!;
    public string Announcement { get; private set; } = "";
    public string Ticket { get; private set; } = "";
    public string Import { get; private set; } = "";
    public string Letter { get; private set; } = "";
    public string DryRun { get; private set; } = "";
    public string Approval { get; private set; } = "";
    public string KeyId { get; private set; } = "";
    public string Person { get; } = Some.Address(1);

    /// <summary>What only those of SEC-1 may see, wherever it appears.</summary>
    public IReadOnlyList<string> Marks => ["SEC-1", "F-1", "OUT-1", "m0001", Announcement, Ticket, Import, DryRun, Approval, "संजय"];

    internal async Task<AccessHost> StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _host ??= await FillAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>An app of its own for tests that change things.</summary>
    internal static async Task<(AccessWorld World, AccessHost Host)> OwnAsync(AzuriteFixture azurite)
    {
        var world = new AccessWorld(azurite);
        return (world, await world.StartAsync());
    }

    private async Task<AccessHost> FillAsync()
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Tickets.Office.Offices, Some.Groups, Tickets.Office.Staff, Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2));
        await app.Get<ConnectedConsumers>().CountAsync(default);
        var report = app.Report("OUT-1", 1, OutageState.Confirmed, new Affected([], ["F-1"], [], []), App.Start.AddHours(3));
        app.Time.Advance(TimeSpan.FromMinutes(10));
        Announcement = (await app.TellAsync(report))!;
        await app.Get<OutageBook>().RecordAsync("oms", "OUT-1", default);
        Ticket = (await Tickets.Office.OpenAsync(app, Tickets.Office.Report())).Number;
        await app.Get<ChannelStore>().ChangeAsync(
            "here", _ => new Channel("here", "acs", Guid.NewGuid().ToString(), 0, 0, [Here]), default);
        await app.Get<Alerts>().RaiseAsync("ticket-unheard", Here, "Nobody hears the tickets of SEC-1.", default);
        using var csv = new MemoryStream("id,office,name,area,lineman\nA,SEC-1,गट अ,urban,संजय पाटील\n"u8.ToArray());
        Import = (await app.Get<ImportIntake>().AcceptAsync(csv, null, [Here], default)).Import!.Id;
        await app.Get<ImportRun>().RunAsync(Import, default);
        var shard = new Shard(Announcement, "A", Here, new Names("शाखा १", "शाखा १", "Section 1"), Whole: true);
        var message = new ServiceBusMessage(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(shard, AnnouncementJson.Default.Shard))) { SessionId = "A" };
        await app.Broker.CreateSender(QueueNames.ShardsUrgent).SendMessageAsync(message.Versioned());
        await Letters.PutAsideNextAsync(app, QueueNames.ShardsUrgent, "A", "exhausted");
        Letter = (await Letters.ReadAsync(app)).Single(letter => letter.Queue == QueueNames.ShardsUrgent).Id;
        KeyId = (await app.Get<ApiKeys>().MakeAsync("oms", ["ReportOutages"], Here, null, "test", default)).Key.Id;
        var host = await AccessHost.StartAsync(app);
        await BroadcastAsync(host);
        return host;
    }

    /// <summary>What somebody of SEC-1 prepared: a saved audience, a schedule, a dry run, and what waits for approval.</summary>
    private async Task BroadcastAsync(AccessHost host)
    {
        await AskAsync("PUT", "audiences/here", """{"name":"Here","audience":{"offices":["SEC-1"]}}""");
        await AskAsync("PUT", "schedules/here", """
            {"name":"Here","cron":"0 10 * * *","items":["beware-of-fraud"],"audience":{"offices":["SEC-1"]}}
            """);
        DryRun = (await AskAsync("POST", "dry-runs", """{"topic":"safety","audience":{"offices":["SEC-1"]}}""")).GetProperty("id").GetString()!;
        var options = host.App.Get<IOptions<AnnouncementOptions>>().Value;
        var above = options.ApprovalAbove;
        options.ApprovalAbove = 1;
        Approval = (await AskAsync("POST", "announcements", """
            {"externalId":"ask-1","topic":"safety","template":"safety_monsoon","offices":["SEC-1"],"expiresAt":"2026-11-25T10:00:00Z"}
            """)).GetProperty("approval").GetString()!;
        options.ApprovalAbove = above;

        async Task<JsonElement> AskAsync(string method, string path, string body)
        {
            var by = AccessHost.Person([.. Enum.GetNames<Role>().Select(role => $"{role}.{Here}")]);
            var (status, answer) = await host.AskAsync(method, "/api/" + path, by, body);
            Assert.True(status is >= 200 and < 300, $"{path}: {status} {answer}");
            return JsonDocument.Parse(answer).RootElement;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }
}
