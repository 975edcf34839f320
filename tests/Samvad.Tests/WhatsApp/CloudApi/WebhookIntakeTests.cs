using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Samvad.LocalHost;
using Samvad.LocalHost.Broker;
using Samvad.Storage;
using Samvad.Tracking;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.Tests.WhatsApp.CloudApi;

public sealed class WebhookIntakeTests : IAsyncDisposable
{
    private const string Secret = "the app's secret";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-webhook");
    private readonly HostLease _lease;
    private readonly LocalServiceBusClient _broker;
    private readonly RecordingLogger<WebhookIntake> _log = new();

    public WebhookIntakeTests()
    {
        _lease = HostLease.Acquire(_data.FullName, "host");
        _broker = new LocalServiceBusClient(
            _data.FullName, _lease, QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json")), TimeProvider.System);
    }

    [Fact]
    public void Meta_confirms_the_webhook_with_the_verify_token()
    {
        var answer = Intake().Confirm(Query("?hub.mode=subscribe&hub.verify_token=mine&hub.challenge=1158201444"));
        var text = Assert.IsAssignableFrom<IContentTypeHttpResult>(answer);
        Assert.StartsWith("text/plain", text.ContentType);
        Assert.Equal("1158201444", Assert.IsType<Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult>(answer).ResponseContent);
    }

    [Theory]
    [InlineData("?hub.mode=subscribe&hub.verify_token=other&hub.challenge=1")]
    [InlineData("?hub.mode=unsubscribe&hub.verify_token=mine&hub.challenge=1")]
    [InlineData("?hub.challenge=1")]
    public void Nobody_else_confirms_it(string query) => Assert.Equal(403, Status(Intake().Confirm(Query(query))));

    [Fact]
    public async Task A_signed_notification_is_on_the_queue_before_the_answer()
    {
        var body = Notification.Of(Statuses(1));
        Assert.Equal(200, Status(await PostAsync(body)));
        var message = Assert.Single(await QueuedAsync());
        Assert.Equal(body, message.Body.ToString());
        Assert.Equal("cloud", message.ApplicationProperties[ProviderEventBatch.Provider]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=00")]
    [InlineData("sha1=5d41402abc4b2a76b9719d911017c592")]
    public async Task A_missing_or_forged_signature_changes_nothing_and_is_logged_without_the_body(string? signature)
    {
        Assert.Equal(401, Status(await PostAsync(Notification.Of(Statuses(1)), signature)));
        Assert.Empty(await QueuedAsync());
        var (id, line) = Assert.Single(_log.Lines);
        Assert.Equal(EventIds.WebhookRefused, id);
        Assert.DoesNotContain("9198", line);
    }

    [Fact]
    public async Task A_body_that_was_changed_after_signing_is_refused()
    {
        var signed = WebhookSignature.Of(Encoding.UTF8.GetBytes(Notification.Of(Statuses(1))), Secret);
        Assert.Equal(401, Status(await PostAsync(Notification.Of(Statuses(2)), signed)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"object":"page","entry":[]}""")]
    public async Task What_is_no_notification_is_refused(string body)
    {
        Assert.Equal(400, Status(await PostAsync(body)));
        Assert.Empty(await QueuedAsync());
    }

    [Fact]
    public async Task More_than_three_megabytes_are_refused()
    {
        Assert.Equal(413, Status(await PostAsync(new string('a', WebhookIntake.MaxBytes + 1))));
        Assert.Empty(await QueuedAsync());
    }

    [Fact]
    public async Task A_large_notification_is_cut_to_what_the_queue_carries_and_loses_nothing()
    {
        var letters = string.Join(',', Enumerable.Range(0, 200).Select(i =>
            $$"""{"from":"919800000001","id":"wamid.I{{i}}","timestamp":"1764043402","type":"text","text":{"body":"{{new string('अ', 900)}}"} }"""));
        var body = Notification.Of($"{Statuses(3000)},\"messages\":[{letters}]");
        Assert.Equal(200, Status(await PostAsync(body)));
        var parts = await QueuedAsync();
        Assert.InRange(parts.Count, 4, 10);
        Assert.All(parts, part => Assert.InRange(part.Body.ToMemory().Length, 1, 200 * 1024));
        var events = parts.SelectMany(part => CloudApiEvents.Read(JsonDocument.Parse(part.Body.ToMemory()))).ToArray();
        Assert.Equal(3000, events.OfType<Samvad.WhatsApp.StatusEvent>().Select(status => status.MessageId).Distinct().Count());
        Assert.Equal(200, events.OfType<Samvad.WhatsApp.InboundEvent>().Select(letter => letter.Id).Distinct().Count());
        Assert.All(events.OfType<Samvad.WhatsApp.InboundEvent>(), letter => Assert.Equal("1001", letter.Channel));
    }

    [Fact]
    public async Task Without_its_secrets_there_is_no_webhook()
    {
        var intake = Intake(new CloudApiOptions { VerifyToken = "mine" });
        Assert.Equal(404, Status(intake.Confirm(Query("?hub.mode=subscribe&hub.verify_token=mine&hub.challenge=1"))));
        Assert.Equal(404, Status(await intake.AcceptAsync(Request("{}", null), default)));
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _lease.Dispose();
        _data.Delete(recursive: true);
    }

    private WebhookIntake Intake(CloudApiOptions? options = null) => new(
        _broker.CreateSender(QueueNames.ProviderEvents),
        Microsoft.Extensions.Options.Options.Create(options ?? new CloudApiOptions { AppSecret = Secret, VerifyToken = "mine" }),
        _log);

    private Task<IResult> PostAsync(string body) => PostAsync(body, WebhookSignature.Of(Encoding.UTF8.GetBytes(body), Secret));

    private Task<IResult> PostAsync(string body, string? signature) => Intake().AcceptAsync(Request(body, signature), default);

    private static HttpRequest Request(string body, string? signature)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        if (signature is not null)
            request.Headers[WebhookSignature.Header] = signature;
        return request;
    }

    private static IQueryCollection Query(string query) =>
        new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request.Query;

    private static int? Status(IResult result) => ((IStatusCodeHttpResult)result).StatusCode;

    private async Task<IReadOnlyList<ServiceBusReceivedMessage>> QueuedAsync()
    {
        await using var receiver = _broker.CreateReceiver(QueueNames.ProviderEvents);
        return await receiver.ReceiveMessagesAsync(100, TimeSpan.FromMilliseconds(200));
    }

    private static string Statuses(int count) => "\"statuses\":[" + string.Join(',', Enumerable.Range(0, count).Select(i =>
        $$"""{"id":"wamid.S{{i}}","status":"sent","timestamp":"1764043402","recipient_id":"919800000001","biz_opaque_callback_data":"a|g"}""")) + "]";
}
