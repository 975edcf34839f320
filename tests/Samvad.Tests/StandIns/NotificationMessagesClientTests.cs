using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Communication.Messages;
using Azure.Communication.Messages.Models.Channels;
using Azure.Core;
using Azure.Core.GeoJson;
using Azure.Core.Pipeline;

namespace Samvad.Tests.StandIns;

public class NotificationMessagesClientTests
{
    private const string Receipt = """{"receipts":[{"messageId":"6b2a6a2e-0000-0000-0000-000000000001","to":"919800000001"}]}""";
    private static readonly Guid Channel = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly string Key = Convert.ToBase64String("a secret key"u8);
    private readonly RecordingTransport _transport = new(202, Receipt);

    [Fact]
    public async Task A_template_goes_out_as_documented()
    {
        var template = new MessageTemplate("outage_planned_v1", "mr");
        template.Values.Add(new MessageTemplateText("area", "सातारा"));
        template.Values.Add(new MessageTemplateImage("pic", new Uri("https://example.org/a.png")) { Caption = "c" });
        template.Values.Add(new MessageTemplateLocation("loc")
        {
            LocationName = "n", Address = "a", Position = new GeoPosition(73.85, 18.52),
        });
        template.Values.Add(new MessageTemplateQuickAction("ok") { Text = "t", Payload = "ACK:42" });
        var bindings = new WhatsAppMessageTemplateBindings();
        bindings.Header.Add(new("pic"));
        bindings.Body.Add(new("area"));
        bindings.Buttons.Add(new(WhatsAppMessageButtonSubType.QuickReply.ToString(), "ok"));
        template.Bindings = bindings;

        await Client().SendAsync(new TemplateNotificationContent(Channel, ["919800000001"], template));

        Assert.Equal(
            """{"channelRegistrationId":"11111111-1111-1111-1111-111111111111","to":["919800000001"],"kind":"""
            + "\"template\""
            + ""","template":{"name":"outage_planned_v1","language":"mr","values":["""
            + """{"name":"area","kind":"text","text":"सातारा"},"""
            + """{"name":"pic","kind":"image","url":"https://example.org/a.png","caption":"c"},"""
            + """{"name":"loc","kind":"location","locationName":"n","address":"a","latitude":18.52,"longitude":73.85},"""
            + """{"name":"ok","kind":"quickAction","text":"t","payload":"ACK:42"}]"""
            + ""","bindings":{"kind":"whatsApp","header":[{"refValue":"pic"}],"body":[{"refValue":"area"}]"""
            + ""","buttons":[{"subType":"quickReply","refValue":"ok"}]}}}""",
            _transport.Body);
        Assert.Equal(
            "http://127.0.0.1:7081/messages/notifications:send?api-version=2024-08-30", _transport.Request!.Uri.ToString());
    }

    [Theory]
    [InlineData("text", ""","kind":"text","content":"x"}""")]
    [InlineData("image", ""","kind":"image","caption":"c","mediaUri":"https://example.org/a.png"}""")]
    [InlineData("document", ""","kind":"document","fileName":"f","mediaUri":"https://example.org/a.png"}""")]
    public async Task Other_kinds_go_out_as_documented(string kind, string end)
    {
        var uri = new Uri("https://example.org/a.png");
        NotificationContent content = kind switch
        {
            "text" => new TextNotificationContent(Channel, ["1"], "x"),
            "image" => new ImageNotificationContent(Channel, ["1"], uri) { Caption = "c" },
            _ => new DocumentNotificationContent(Channel, ["1"], uri) { FileName = "f" },
        };
        await Client().SendAsync(content);
        Assert.EndsWith(end, _transport.Body);
    }

    [Fact]
    public async Task The_signature_covers_method_path_date_host_and_body()
    {
        await Client().SendAsync(new TextNotificationContent(Channel, ["919800000001"], "नमस्कार"));

        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(_transport.Body)));
        var text = $"POST\n/messages/notifications:send?api-version=2024-08-30\n{_transport.Header("x-ms-date")};"
            + $"127.0.0.1:7081;{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData("a secret key"u8, Encoding.UTF8.GetBytes(text)));
        Assert.Equal(hash, _transport.Header("x-ms-content-sha256"));
        Assert.Equal(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=" + signature,
            _transport.Header("Authorization"));
    }

    [Fact]
    public async Task Every_call_has_a_repeatability_id_of_its_own()
    {
        var client = Client();
        await client.SendAsync(new TextNotificationContent(Channel, ["1"], "x"));
        var first = _transport.Header("Repeatability-Request-ID");
        await client.SendAsync(new TextNotificationContent(Channel, ["1"], "x"));
        Assert.True(Guid.TryParse(first, out _));
        Assert.NotEqual(first, _transport.Header("Repeatability-Request-ID"));
        Assert.EndsWith("GMT", _transport.Header("Repeatability-First-Sent"));
    }

    [Fact]
    public async Task A_per_call_policy_can_replace_the_repeatability_id()
    {
        var options = new CommunicationMessagesClientOptions();
        options.AddPolicy(new FixedId(), HttpPipelinePosition.PerCall);
        await Client(options).SendAsync(new TextNotificationContent(Channel, ["1"], "x"));
        Assert.Equal("fixed", _transport.Header("Repeatability-Request-ID"));
    }

    [Fact]
    public async Task The_receipt_is_read_from_the_answer()
    {
        var result = await Client().SendAsync(new TextNotificationContent(Channel, ["919800000001"], "x"));
        var receipt = Assert.Single(result.Value.Receipts);
        Assert.Equal("6b2a6a2e-0000-0000-0000-000000000001", receipt.MessageId);
        Assert.Equal("919800000001", receipt.To);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(429)]
    public async Task Anything_but_202_is_an_exception_with_status_and_code(int status)
    {
        _transport.Answer(status, """{"error":{"code":"TooManyRequests","message":"slow down"}}""");
        var thrown = await Assert.ThrowsAsync<RequestFailedException>(
            () => Client().SendAsync(new TextNotificationContent(Channel, ["1"], "x")));
        Assert.Equal(status, thrown.Status);
        Assert.Equal("TooManyRequests", thrown.ErrorCode);
    }

    [Fact]
    public void A_connection_string_without_key_says_what_is_missing() => Assert.Contains(
        "accesskey", Assert.Throws<InvalidOperationException>(() => new NotificationMessagesClient("endpoint=http://h/")).Message);

    private NotificationMessagesClient Client(CommunicationMessagesClientOptions? options = null)
    {
        options ??= new CommunicationMessagesClientOptions();
        options.Transport = _transport;
        options.Retry.MaxRetries = 0;
        return new NotificationMessagesClient($"endpoint=http://127.0.0.1:7081/;accesskey={Key}", options);
    }

    private sealed class FixedId : HttpPipelineSynchronousPolicy
    {
        public override void OnSendingRequest(HttpMessage message) =>
            message.Request.Headers.SetValue("Repeatability-Request-ID", "fixed");
    }
}
