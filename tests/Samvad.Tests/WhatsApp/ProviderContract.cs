using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using Samvad.Announcements.Library;
using Samvad.WhatsApp;

namespace Samvad.Tests.WhatsApp;

/// <summary>What every provider promises, whatever protocol it speaks. The simulator's journal is the judge.</summary>
public abstract class ProviderContract
{
    private static readonly Template Template = TemplateCatalogue.Load()["outage_confirmed"];
    private static readonly string[] Values = ["सातारा", "तार तुटली", "दुपारी 4:05", "OMS-1.1"];

    protected abstract string Name { get; }
    protected abstract string Channel { get; }

    protected abstract Dictionary<string, string?> Settings(string simulatorUrl);

    /// <summary>Settings with which the provider refuses our credentials.</summary>
    protected abstract Dictionary<string, string?> Forged(string simulatorUrl);

    /// <summary>What the provider told, in the app's words.</summary>
    private protected abstract IReadOnlyList<ProviderEvent> Told(ProviderRig rig);

    [Fact]
    public async Task A_template_is_accepted_and_reads_as_it_was_approved()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var outcome = await SendAsync(rig, Said());
        Assert.Null(outcome.Code);
        var accepted = await rig.AcceptedAsync();
        Assert.Equal((Template.Render("mr", Values), "OMS-1.1", outcome.MessageId, Channel), accepted);
    }

    [Fact]
    public async Task A_template_with_a_picture_above_it_is_accepted_too()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var item = LibraryTemplates.Brought.Single(item => item.Id == "wet-hands");
        var template = new LibraryTemplates(Options.Create(new LibraryOptions())).Of(
            item with { Image = new Uri("https://example.org/a.png") });
        var outcome = await SendAsync(rig, new TemplateContent(template, "mr", ["सातारा", "TIP-1"]));
        Assert.Null(outcome.Code);
        Assert.Equal((template.Render("mr", ["सातारा", "TIP-1"]), "TIP-1", outcome.MessageId, Channel), await rig.AcceptedAsync());
    }

    [Fact]
    public async Task Text_is_accepted_and_reads_as_written()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var outcome = await SendAsync(rig, new TextContent("तक्रार नोंदवली: \"42\""));
        Assert.Equal(("तक्रार नोंदवली: \"42\"", outcome.MessageId), await TextAsync(rig));
    }

    [Fact]
    public async Task A_picture_is_accepted_with_its_caption()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var outcome = await SendAsync(rig, new ImageContent(new Uri("https://example.org/a.png"), "तार पडली"));
        Assert.Equal(("तार पडली\nhttps://example.org/a.png", outcome.MessageId), await TextAsync(rig));
    }

    [Fact]
    public async Task Buttons_are_accepted_and_the_person_reads_each_of_them()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var outcome = await SendAsync(rig, new InteractiveContent("वीज आली का?", [new Button("yes", "हो"), new Button("no", "नाही")]));
        var (text, id) = await TextAsync(rig);
        Assert.Equal(outcome.MessageId, id);
        Assert.Matches("^वीज आली का\\?\n.*हो.*\n.*नाही", text);
    }

    [Fact]
    public async Task A_button_of_a_template_carries_back_what_was_answered()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var template = TemplateCatalogue.Load()["outage_restored"];
        var outcome = await SendAsync(rig, new TemplateContent(template, "hi", ["सातारा", "शाम 6:10 बजे", "OMS-1.2"])
        {
            Payloads = template.Payloads("A-1"),
        });
        var (text, id) = await TextAsync(rig);
        Assert.Equal(outcome.MessageId, id);
        Assert.EndsWith("\n[हाँ, बिजली आ गई]\n[नहीं, अब भी बंद है]", text);
        await rig.Simulated.PressAsync(ProviderRig.Person, "नहीं, अब भी बंद है");
        var letter = Assert.IsType<InboundEvent>((await Until.CountAsync(() => Told(rig), 1))[0]);
        Assert.Equal(
            (InboundKind.Button, "back:no:A-1", "नहीं, अब भी बंद है", id, Channel),
            (letter.Kind, letter.ButtonPayload, letter.ButtonText, letter.RepliedTo, letter.Channel));
    }

    [Fact]
    public async Task A_template_without_its_payloads_is_refused()
    {
        await using var rig = await ProviderRig.StartAsync(
            Settings, """{"statuses":{"enabled":true,"sentDelayMs":[0,0]}}""");
        var outcome = await SendAsync(
            rig, new TemplateContent(TemplateCatalogue.Load()["outage_restored"], "hi", ["सातारा", "शाम 6:10 बजे", "OMS-1.2"]));
        var code = outcome.Code ?? Assert.IsType<StatusEvent>((await Until.CountAsync(() => Told(rig), 1))[0]).Code;
        Assert.NotNull(code);
    }

    [Fact]
    public async Task A_question_has_numbers_to_write_or_buttons_that_carry_back_their_ids()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        await SendAsync(rig, new InteractiveContent("वीज आली का?", [new Button("say:yes", "हो"), new Button("say:no", "नाही")]));
        var (text, _) = await TextAsync(rig);
        if (text.EndsWith("1. हो\n2. नाही", StringComparison.Ordinal))
            return;
        await rig.Simulated.PressAsync(ProviderRig.Person, "नाही");
        var letter = Assert.IsType<InboundEvent>((await Until.CountAsync(() => Told(rig), 1))[0]);
        Assert.Equal((InboundKind.Button, "say:no", "नाही"), (letter.Kind, letter.ButtonPayload, letter.ButtonText));
    }

    [Fact]
    public async Task What_a_person_sent_is_handed_out_as_it_was_and_nothing_of_another_id()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        var letter = await PictureAsync(rig, new { mimeType = "image/jpeg", caption = "तार", data = Convert.ToBase64String(bytes) });
        Assert.Equal((InboundKind.Image, "image/jpeg", "तार"), (letter.Kind, letter.MimeType, letter.Text));
        await using var media = await rig.Provider(Name).OpenMediaAsync(letter.MediaId!, default);
        Assert.Equal(bytes.Length, media!.Length);
        using var copy = new MemoryStream();
        await media.Content.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Null(await rig.Provider(Name).OpenMediaAsync("4242", default));
        Assert.Null(await rig.Provider(Name).OpenMediaAsync("../4242/messages", default));
    }

    [Fact]
    public async Task Media_that_cannot_be_had_just_now_is_another_matter_than_media_that_is_not_there()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, """{"media":{"error500":1,"cut":1}}""");
        var letter = await PictureAsync(rig, new { mimeType = "image/jpeg", data = Convert.ToBase64String(new byte[500_000]) });
        await Assert.ThrowsAsync<IOException>(() => rig.Provider(Name).OpenMediaAsync(letter.MediaId!, default));
        await using (var cut = await rig.Provider(Name).OpenMediaAsync(letter.MediaId!, default))
            await Assert.ThrowsAnyAsync<IOException>(() => cut!.Content.CopyToAsync(Stream.Null));
        await using var whole = await rig.Provider(Name).OpenMediaAsync(letter.MediaId!, default);
        using var copy = new MemoryStream();
        await whole!.Content.CopyToAsync(copy);
        Assert.Equal(500_000, copy.Length);
    }

    [Fact]
    public async Task Media_is_handed_to_nobody_without_our_credentials()
    {
        await using var rig = await ProviderRig.StartAsync(Forged);
        await Assert.ThrowsAsync<IOException>(() => rig.Provider(Name).OpenMediaAsync("4242", default));
    }

    [Fact]
    public async Task A_business_scoped_user_id_is_an_address()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, """{"statuses":{"enabled":true,"sentDelayMs":[0,0]}}""");
        await SendAsync(rig, Said(), to: "IN.13491208655302741918");
        var told = await Until.CountAsync(() => Told(rig), 1);
        Assert.Equal("IN.13491208655302741918", Assert.IsType<StatusEvent>(told[0]).To);
    }

    [Fact]
    public async Task Too_fast_is_told_with_the_time_to_wait()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, """{"shares":{"throttled":1}}""");
        var outcome = await SendAsync(rig, Said());
        Assert.Equal(FailureClass.Throttled, Of(outcome).Class);
        Assert.Equal(TimeSpan.FromSeconds(1), outcome.RetryAfter);
    }

    [Fact]
    public async Task The_limit_of_the_number_is_told_as_too_fast()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, $$$"""{"channels":{"{{{Channel}}}":1}}""");
        Assert.Null((await SendAsync(rig, Said())).Code);
        Assert.Equal(FailureClass.Throttled, Of(await SendAsync(rig, Said(), to: "+919800000002")).Class);
    }

    [Fact]
    public async Task A_server_error_may_be_tried_again_and_leaves_the_outcome_open_where_repeats_are_not_dropped()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, """{"shares":{"error500":1}}""");
        var failure = Of(await SendAsync(rig, Said()));
        Assert.True(failure.Retryable);
        Assert.Equal(!rig.Provider(Name).DropsRepeats, failure.OutcomeUnknown);
    }

    [Theory]
    [InlineData("hangUpBefore", 0)]
    [InlineData("hangUpAfter", 1)]
    [InlineData("timeout", 0)]
    public async Task No_answer_leaves_the_outcome_open_and_is_not_repeated_by_itself(string fault, int accepted)
    {
        await using var rig = await ProviderRig.StartAsync(Settings, $$$"""{"shares":{"{{{fault}}}":1}}""");
        Assert.True(Of(await SendAsync(rig, Said())).OutcomeUnknown);
        Assert.Equal(accepted, await rig.CountAsync("accepted"));
        Assert.Equal(1, (await rig.Simulated.SummaryAsync()).GetProperty("rejected").GetProperty(fault).GetInt32());
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_has_taken_nothing_or_leaves_it_open()
    {
        await using var rig = await ProviderRig.StartAsync(_ => Settings("http://127.0.0.1:1/"));
        Assert.True(Of(await SendAsync(rig, Said())).Retryable);
    }

    [Fact]
    public async Task Refused_credentials_stop_the_channel()
    {
        await using var rig = await ProviderRig.StartAsync(Forged);
        Assert.Equal(FailureTable.Unauthorized, (await SendAsync(rig, Said())).Code);
    }

    [Fact]
    public async Task It_says_truly_whether_a_repeat_is_dropped()
    {
        await using var rig = await ProviderRig.StartAsync(Settings);
        var first = await SendAsync(rig, Said());
        var second = await SendAsync(rig, Said());
        var drops = rig.Provider(Name).DropsRepeats;
        Assert.Equal(drops, first.MessageId == second.MessageId);
        Assert.Equal(drops ? 0 : 1, await rig.CountAsync("duplicates"));
    }

    [Fact]
    public async Task Every_code_of_WhatsApp_comes_back_with_the_status()
    {
        await using var rig = await ProviderRig.StartAsync(
            Settings, """{"statuses":{"enabled":true,"sentDelayMs":[0,0]}}""");
        var sent = new Dictionary<string, string>();
        string? last = null;
        foreach (var code in FailureTable.All.Select(row => row.Code).Where(code => char.IsAsciiDigit(code[0])))
        {
            var before = last is null ? "" : $"\"{last}\":0,";
            await rig.Simulated.ScriptAsync($$$"""{"failures":{{{{before}}}"{{{code}}}":1}}""");
            sent[(await SendAsync(rig, Said(), to: $"+91980000{sent.Count:d4}")).MessageId!] = last = code;
        }

        var told = await Until.CountAsync(() => Told(rig), sent.Count);
        Assert.All(told.Cast<StatusEvent>(), status => Assert.Equal("Failed", status.Status));
        Assert.Equal(
            sent.OrderBy(pair => pair.Key),
            told.Cast<StatusEvent>().ToDictionary(status => status.MessageId, status => status.Code!).OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task What_is_cancelled_is_no_failure()
    {
        await using var rig = await ProviderRig.StartAsync(Settings, """{"shares":{"timeout":1}}""");
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Provider(Name).SendAsync(Message(Said()), cancelled.Token));
    }

    private protected OutgoingMessage Message(MessageContent content, string to = ProviderRig.Person) => new(
        NameBasedGuid.Of("OMS-1.1", to), App.Start, Channel, to, content, "OMS-1.1|A");

    private protected static TemplateContent Said() => new(Template, "mr", Values);

    private protected static Failure Of(SendOutcome outcome) => FailureTable.Of(outcome.Code!);

    private protected Task<SendOutcome> SendAsync(ProviderRig rig, MessageContent content, string to = ProviderRig.Person) =>
        rig.Provider(Name).SendAsync(Message(content, to), TestContext.Current.CancellationToken);

    private async Task<InboundEvent> PictureAsync(ProviderRig rig, object media)
    {
        (await rig.Simulated.Http.PostAsJsonAsync("/inbound", new { person = ProviderRig.Person, channel = Channel, media })).EnsureSuccessStatusCode();
        return Assert.IsType<InboundEvent>((await Until.CountAsync(() => Told(rig), 1))[0]);
    }

    private static async Task<(string Text, string MessageId)> TextAsync(ProviderRig rig)
    {
        var (text, _, id, _) = await rig.AcceptedAsync();
        return (text, id);
    }
}
