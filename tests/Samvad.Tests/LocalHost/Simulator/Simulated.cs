using System.Net.Http.Json;
using System.Text.Json;
using Azure.Communication.Messages;
using Azure.Communication.Messages.Models.Channels;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Messaging.ServiceBus;
using Samvad.LocalHost.Simulator;

namespace Samvad.Tests.LocalHost.Simulator;

/// <summary>A simulator on a free port with a client that speaks to it.</summary>
internal sealed class Simulated : IAsyncDisposable
{
    public const string Channel = "11111111-1111-1111-1111-111111111111";
    public const string Key = "c2FtdmFkLXNpbXVsYXRvci1hY2Nlc3Mta2V5";
    private readonly SimulatorServer _server;

    private Simulated(SimulatorServer server, RecordingSender sender)
    {
        _server = server;
        Sender = sender;
        Http = new HttpClient { BaseAddress = new Uri(server.Url) };
    }

    public HttpClient Http { get; }
    public RecordingSender Sender { get; }
    public string Url => _server.Url;

    public static async Task<Simulated> StartAsync(
        string? script = null, string? dataDirectory = null, KnownTemplate? template = null,
        TemplateBook? book = null, Func<IReadOnlyList<Uri>>? hosts = null)
    {
        var sender = new RecordingSender();
        book ??= new TemplateBook(template is null ? null : name => name == "outage" ? template : null);
        var simulated = new Simulated(await SimulatorServer.StartAsync(0, dataDirectory, sender, book, hosts: hosts), sender);
        await simulated.ScriptAsync("""{"latencyMs":0,"statuses":{"enabled":false}}""");
        if (script is not null)
            await simulated.ScriptAsync(script);
        return simulated;
    }

    public async Task ScriptAsync(string json) =>
        (await Http.PostAsync("/script", new StringContent(json))).EnsureSuccessStatusCode();

    /// <summary>A person presses a button of the last message with buttons.</summary>
    public async Task PressAsync(string person, string title) =>
        (await Http.PostAsJsonAsync("/inbound", new { person, press = title })).EnsureSuccessStatusCode();

    public Task<JsonElement> SummaryAsync() => GetAsync("/journal/summary");
    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    public NotificationMessagesClient Client(string? repeatId = null, string key = Key)
    {
        var options = new CommunicationMessagesClientOptions { Transport = new HttpClientTransport() };
        options.Retry.MaxRetries = 0;
        if (repeatId is not null)
            options.AddPolicy(new RepeatId(repeatId), HttpPipelinePosition.PerCall);
        return new NotificationMessagesClient($"endpoint={_server.Url};accesskey={key}", options);
    }

    public async Task<string> SendAsync(string person, string reference = "MH-1", string? repeatId = null, string channel = Channel) =>
        (await Client(repeatId).SendAsync(Message(person, reference, channel))).Value.Receipts[0].MessageId;

    public static TemplateNotificationContent Message(string person, string reference, string channel = Channel)
    {
        var template = new MessageTemplate("outage", "mr");
        template.Values.Add(new MessageTemplateText("reference", reference));
        template.Values.Add(new MessageTemplateText("area", "सातारा"));
        var bindings = new WhatsAppMessageTemplateBindings();
        bindings.Body.Add(new("area"));
        bindings.Body.Add(new("reference"));
        template.Bindings = bindings;
        return new TemplateNotificationContent(Guid.Parse(channel), [person], template);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private sealed class RepeatId(string id) : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) =>
            message.Request.Headers.SetValue("Repeatability-Request-ID", id);
    }
}

/// <summary>Keeps the events it is given; can refuse the first few times.</summary>
internal sealed class RecordingSender : ServiceBusSender
{
    private readonly List<JsonElement> _events = [];
    private int _refusals;

    public List<int> BatchSizes { get; } = [];

    public IReadOnlyList<JsonElement> Events
    {
        get
        {
            lock (_events)
                return _events.ToArray();
        }
    }

    public void Refuse(int times) => _refusals = times;

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
    {
        var messages = new List<ServiceBusMessage>();
        var batch = ServiceBusModelFactory.ServiceBusMessageBatch(0, messages);
        _open[batch] = messages;
        return ValueTask.FromResult(batch);
    }

    private readonly Dictionary<ServiceBusMessageBatch, List<ServiceBusMessage>> _open = [];

    public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        if (_refusals-- > 0)
            throw new ServiceBusException("busy", ServiceBusFailureReason.ServiceBusy);
        _open.Remove(messageBatch, out var messages);
        foreach (var message in messages!)
            Keep(message);
        return Task.CompletedTask;
    }

    public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        Keep(message);
        return Task.CompletedTask;
    }

    private void Keep(ServiceBusMessage message)
    {
        var events = message.Body.ToObjectFromJson<JsonElement[]>()!;
        lock (_events)
        {
            _events.AddRange(events);
            BatchSizes.Add(events.Length);
        }
    }
}
