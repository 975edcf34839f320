using System.Text.Json;
using Samvad.WhatsApp;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.Tests.WhatsApp.CloudApi;

public class CloudApiEventsTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_764_043_402);

    [Fact]
    public void A_status_is_read_with_its_callback()
    {
        var status = Assert.IsType<StatusEvent>(Status(
            """{"id":"wamid.A","status":"delivered","timestamp":"1764043402","recipient_id":"919800000001","biz_opaque_callback_data":"a|g"}"""));
        Assert.Equal(
            ("wamid.A", "+919800000001", "Delivered", null, At, "a|g"),
            (status.MessageId, status.To, status.Status, status.Code, status.At, status.Callback));
    }

    [Fact]
    public void A_failure_of_a_hidden_number_is_read_with_its_code()
    {
        var status = Assert.IsType<StatusEvent>(Status(
            """{"id":"wamid.A","status":"failed","timestamp":"1764043402","recipient_user_id":"IN.AB12","errors":[{"code":131026,"title":"t"}]}"""));
        Assert.Equal(("IN.AB12", "Failed", "131026"), (status.To, status.Status, status.Code));
    }

    [Fact]
    public void A_status_kept_for_later_is_read_again()
    {
        var status = (StatusEvent)Status("""{"id":"wamid.A","status":"sent","timestamp":"1764043402","recipient_id":"919800000001"}""");
        using var later = JsonDocument.Parse($"[{status.Source.GetRawText()}]");
        var again = Assert.IsType<StatusEvent>(Assert.Single(CloudApiEvents.Read(later)));
        Assert.Equal(status with { Source = default }, again with { Source = default });
    }

    [Theory]
    [InlineData(""" "type":"text","text":{"body":"लाईट नाही"} """, InboundKind.Text, "लाईट नाही", null, null)]
    [InlineData(""" "type":"button","button":{"text":"बंद","payload":"STOP"} """, InboundKind.Button, null, "STOP", "बंद")]
    [InlineData(
        """ "type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"yes","title":"हो"} } """,
        InboundKind.Button, null, "yes", "हो")]
    [InlineData(
        """ "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"r1","title":"एक"} } """,
        InboundKind.ListReply, null, "r1", "एक")]
    [InlineData(""" "type":"reaction","reaction":{"message_id":"wamid.R","emoji":"👍"} """, InboundKind.Reaction, "👍", null, null)]
    [InlineData(""" "type":"audio","audio":{"id":"m","mime_type":"audio/ogg"} """, InboundKind.Unknown, null, null, null)]
    public void What_a_person_writes_is_read(string said, InboundKind kind, string? text, string? payload, string? title)
    {
        var read = Assert.IsType<InboundEvent>(Inbound(said));
        Assert.Equal(
            ("wamid.I", "+919800000001", "cloud", "1001", At),
            (read.Id, read.From, read.Provider, read.Channel, read.At));
        Assert.Equal((kind, text, payload, title), (read.Kind, read.Text, read.ButtonPayload, read.ButtonText));
    }

    [Fact]
    public void Pictures_and_places_are_read()
    {
        var picture = (InboundEvent)Inbound(""" "type":"image","image":{"id":"m1","mime_type":"image/jpeg","caption":"तार"} """);
        Assert.Equal((InboundKind.Image, "m1", "image/jpeg", "तार"), (picture.Kind, picture.MediaId, picture.MimeType, picture.Text));
        var place = (InboundEvent)Inbound(""" "type":"location","location":{"latitude":17.68,"longitude":74.01} """);
        Assert.Equal((InboundKind.Location, 17.68, 74.01), (place.Kind, place.Latitude, place.Longitude));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"object":"page","entry":[]}""")]
    [InlineData("""{"object":"whatsapp_business_account"}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[7]}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages"}]}]}""")]
    [InlineData("""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"statuses":[{}]}}]}]}""")]
    [InlineData("""[{"status":"sent"}]""")]
    public void What_is_no_notification_is_refused(string body) =>
        Assert.ThrowsAny<JsonException>(() => CloudApiEvents.Read(JsonDocument.Parse(body)));

    [Fact]
    public void What_nobody_acts_on_is_told_by_its_name()
    {
        using var other = JsonDocument.Parse(
            """{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"account_alerts","value":{}}]}]}""");
        Assert.Equal(new UnknownEvent("account_alerts"), Assert.Single(CloudApiEvents.Read(other)));
        Assert.Equal(new UnknownEvent("played"), Status("""{"id":"wamid.A","status":"played"}"""));
        Assert.Equal(new UnknownEvent("system"), Inbound(""" "type":"system","system":{"body":"changed"} """));
    }

    private static ProviderEvent Status(string status) => Read($"\"statuses\":[{status}]");

    private static ProviderEvent Inbound(string said) =>
        Read($$""" "messages":[{"from":"919800000001","id":"wamid.I","timestamp":"1764043402",{{said}} }]""");

    private static ProviderEvent Read(string events) =>
        Assert.Single(CloudApiEvents.Read(JsonDocument.Parse(Notification.Of(events))));
}
