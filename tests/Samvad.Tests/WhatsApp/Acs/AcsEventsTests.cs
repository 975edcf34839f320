using System.Text.Json;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Acs;

namespace Samvad.Tests.WhatsApp.Acs;

public class AcsEventsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 25, 4, 3, 22, TimeSpan.Zero);

    [Fact]
    public void Text_is_read_with_channel_and_time()
    {
        var read = Read("""{"messageId":"m1","messageType":"text","from":"919800000001","to":"chan","content":"लाईट नाही"}""");
        Assert.Equal(
            ("m1", "+919800000001", "acs", "chan", InboundKind.Text, "लाईट नाही", At),
            (read.Id, read.From, read.Provider, read.Channel, read.Kind, read.Text, read.At));
    }

    [Fact]
    public void A_template_button_is_read_with_what_it_answers()
    {
        var read = Read(
            """{"messageType":"button","from":"919800000001","context":{"from":"n","id":"r1"},"button":{"text":"बंद","payload":"STOP"}}""");
        Assert.Equal(
            ("event-1", InboundKind.Button, "STOP", "बंद", "r1", null),
            (read.Id, read.Kind, read.ButtonPayload, read.ButtonText, read.RepliedTo, read.Text));
    }

    [Theory]
    [InlineData("buttonReply", InboundKind.Button)]
    [InlineData("listReply", InboundKind.ListReply)]
    public void An_interactive_reply_is_read(string type, InboundKind kind)
    {
        var reply = $$"""{"type":"{{type}}","{{type}}":{"id":"yes","title":"हो"} }""";
        var read = Read($$"""{"messageType":"interactive","from":"919800000001","interactive":{{reply}} }""");
        Assert.Equal((kind, "yes", "हो"), (read.Kind, read.ButtonPayload, read.ButtonText));
    }

    [Fact]
    public void A_picture_and_a_reaction_of_a_hidden_number_are_read()
    {
        var picture = Read(
            """{"messageType":"image","fromBSUID":"IN.AB12","from":"","media":{"mimeType":"image/jpeg","id":"media-1","caption":"तार"}}""");
        Assert.Equal(
            ("IN.AB12", InboundKind.Image, "media-1", "image/jpeg", "तार"),
            (picture.From, picture.Kind, picture.MediaId, picture.MimeType, picture.Text));
        var reaction = Read("""{"messageType":"reaction","fromBSUID":"IN.AB12","reaction":{"messageId":"r2","emoji":"👍"}}""");
        Assert.Equal((InboundKind.Reaction, "👍", "r2"), (reaction.Kind, reaction.Text, reaction.RepliedTo));
    }

    [Fact]
    public void An_inbound_event_survives_the_queue_whole()
    {
        var read = Read("""{"messageId":"m1","messageType":"voice","from":"919800000001","media":{"id":"v"}}""");
        Assert.Equal(InboundKind.Unknown, read.Kind);
        var again = InboundEvent.FromJson(read.ToJson());
        Assert.Equal(read with { Source = default }, again with { Source = default });
        Assert.Equal(read.Source.GetRawText(), again.Source.GetRawText());
    }

    private static InboundEvent Read(string data)
    {
        var json = JsonDocument.Parse(
            $$"""
            {"id":"event-1","eventType":"Microsoft.Communication.AdvancedMessageReceived","eventTime":"2026-11-25T04:03:22Z","data":{{data}}}
            """);
        return Assert.IsType<InboundEvent>(Assert.Single(AcsEvents.Read(json)));
    }
}
