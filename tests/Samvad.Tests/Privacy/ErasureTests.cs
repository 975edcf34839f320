using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Outages;
using Samvad.Privacy;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Samvad.Tracking;
using Samvad.WhatsApp;
using Letters = Samvad.Tests.Operations.Letters;
using Office = Samvad.Tests.Tickets.Office;

namespace Samvad.Tests.Privacy;

public sealed class ErasureTests(AzuriteFixture azurite)
{
    private const int Person = 81_234;
    private const string Words = "The wire behind the house of Kanhaiya hangs low";
    private static readonly string Number = Some.Phone(Person);
    private static readonly string Address = Some.Address(Person);

    [Fact]
    public async Task Nothing_in_any_table_or_blob_leads_to_somebody_who_was_erased()
    {
        await using var app = await TownAsync();
        var tickets = await LiveAsync(app);
        // Tables, months and words: what is to be erased is there.
        var before = await StoreScan.FindAsync(azurite, app.Tables, Number, Words);
        string[] holding =
            ["People", "Members", "Ledger202611", "Ledger202612", "Tickets", "TicketPlaces", "TicketFollowers", "Feed", "Shared", "media/"];
        Assert.DoesNotContain(holding, table => !before.Any(where => where.StartsWith(table)));

        var (status, body) = await Office.ReadAsync(await app.Get<PrivacyFunctions>().ExportPerson(Request(), Address, default));
        Assert.Equal(200, status);
        AssertTellsAll(JsonDocument.Parse(body).RootElement, tickets);

        Assert.Equal(204, (await Office.ReadAsync(await app.Get<PrivacyFunctions>().DeletePerson(Request(), Address, default))).Status);
        Assert.Empty(await StoreScan.FindAsync(azurite, app.Tables, Number, Words));
        Assert.Empty(await Letters.ReadAsync(app));
        var (_, after) = await Office.ReadAsync(await app.Get<PrivacyFunctions>().ExportPerson(Request(), Address, default));
        Assert.Equal(
            ["address", "erasedBefore", "exportedAt"],
            JsonDocument.Parse(after).RootElement.EnumerateObject()
                .Where(one => one.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object) || one.Value.ToString().Length > 2)
                .Select(one => one.Name).Order());
        Assert.Equal(404, (await Office.ReadAsync(await app.Get<PrivacyFunctions>().DeletePerson(Request(), Address, default))).Status);
    }

    [Fact]
    public async Task What_others_need_remains_when_somebody_is_erased()
    {
        await using var app = await TownAsync();
        var tickets = await LiveAsync(app);
        var told = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        var counts = await app.CountsAsync(told);
        await app.Get<PersonErasure>().EraseAsync(Address, default);

        var pages = await app.Ledger.ReadAsync(told, "A", default);
        Assert.Equal(2, pages.Sum(page => page.Deliveries.Count));
        Assert.Single(pages.SelectMany(page => page.Deliveries), delivery => delivery is { IsErased: true, Status: DeliveryStatus.Accepted, MessageId: null });
        Assert.Equal(counts.Sent, (await app.CountsAsync(told)).Sent);
        var ticket = (await app.Get<TicketDesk>().FindAsync(tickets.Own, default))!;
        Assert.True(ticket is { IsOpen: true, Person: Ticket.Nobody, Description: "", Place.Transformer: "T-1", Place.Address: null });
        var neighbour = Assert.Single(await app.Get<MemberPages>().ReadAsync("A", default));
        Assert.Equal(Some.Address(2), neighbour.Address);

        // The next outage and the end of the ticket reach the others and nobody else.
        app.Provider.Accepted.Clear();
        await app.TellAsync(app.Report("o9", 1, OutageState.Confirmed));
        Assert.DoesNotContain(app.Provider.Accepted, message => message.To == Address || message.To == Ticket.Nobody);
    }

    [Fact]
    public async Task Consent_can_be_proven_by_who_knows_the_number_and_by_nobody_else()
    {
        await using var app = await TownAsync();
        await app.Get<PersonErasure>().EraseAsync(Address, default);
        var (status, body) = await Office.ReadAsync(await app.Get<PrivacyFunctions>().GetConsentProof(Request(), Address, default));
        Assert.Equal(200, status);
        var mark = JsonDocument.Parse(body).RootElement.GetProperty("marks").EnumerateArray().First();
        Assert.Equal("form", mark.GetProperty("source").GetString());
        Assert.Equal(404, (await Office.ReadAsync(await app.Get<PrivacyFunctions>().GetConsentProof(Request(), Some.Address(2), default))).Status);
    }

    [Fact]
    public async Task A_kill_between_any_two_steps_is_mended_by_a_repetition()
    {
        // The n-th request to the tables fails, for as long as there is an n-th one.
        for (var n = 3; ; n += 9)
        {
            var crash = new CrashAfter();
            await using var app = await TownAsync(crash);
            await LiveAsync(app);
            crash.In = n;
            try
            {
                await app.Get<PersonErasure>().EraseAsync(Address, default);
                if (crash.In > 0)
                    return;
            }
            catch (Exception killed) when (killed is IOException || killed.InnerException is IOException)
            {
                // As a kill would.
            }

            crash.In = int.MaxValue;
            await app.Another<PersonErasure>().EraseAsync(Address, default);
            Assert.Empty(await StoreScan.FindAsync(azurite, app.Tables, Number, Words));
        }
    }

    [Fact]
    public async Task A_page_that_is_being_sent_does_not_bring_the_person_back()
    {
        await using var app = await TownAsync();
        var id = (await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed)))!;
        var sending = (await app.Ledger.ReadAsync(id, "A", default))[0];
        sending.Sending = true;
        await app.Get<PersonErasure>().EraseAsync(Address, default);
        await app.Ledger.SaveAsync(sending, default);
        Assert.Empty(await StoreScan.FindAsync(azurite, app.Tables, Number));
    }

    [Fact]
    public async Task Staff_and_people_of_a_running_import_are_not_erased_but_told_why()
    {
        await using var app = await TownAsync();
        await app.ImportAsync(Office.StaffHeader + $"{Number},संजय,engineer,SEC-1,,mr\n");
        Assert.Contains("DELETE /api/staff", (await app.Get<PersonErasure>().EraseAsync(Address, default)).Obstacle);
        await app.Get<Staff>().DeleteAsync(Address, default);
        using var file = new MemoryStream("code,level,parent,name_mr,name_hi,name_en\n"u8.ToArray());
        await app.Get<ImportIntake>().AcceptAsync(file, null, default);
        var (status, _) = await Office.ReadAsync(await app.Get<PrivacyFunctions>().DeletePerson(Request(), Address, default));
        Assert.Equal(409, status);
    }

    private async Task<App> TownAsync(CrashAfter? crash = null)
    {
        var app = App.Create(azurite, crash is null ? null : tables =>
        {
            tables.Retry.MaxRetries = 0;
            tables.AddPolicy(crash, Azure.Core.HttpPipelinePosition.PerCall);
        });
        await app.ImportAsync(
            Office.Offices, Some.Groups, Office.Staff,
            Some.MembersHeader + Some.Row("A", 1, Person, "en") + Some.Row("A", 2, 2) + Some.Row("B", 3, Person, "en"));
        return app;
    }

    /// <summary>A month and a half of somebody's life with the app.</summary>
    private async Task<(string Own, string Followed)> LiveAsync(App app)
    {
        await app.TellAsync(app.Report("o1", 1, OutageState.Confirmed));
        var told = (await app.Get<OutageStore>().FindAsync("oms", "o1", default))!.AnnouncementId!;
        await HearAsync(app, new InboundEvent("in-0", Address, default) { Kind = InboundKind.Button, ButtonPayload = "back:yes:" + told });
        app.Time.Advance(TimeSpan.FromDays(20));
        // Out of one group: what was told there is still the person's.
        await app.Get<Seating>().UnseatAsync("B", ["m0003"], default);
        await app.TellAsync(app.Report("o2", 1, OutageState.Confirmed) with { Start = app.Time.GetUtcNow().AddMinutes(-10) });
        await HearAsync(app, new InboundEvent("in-1", Address, default) { Kind = InboundKind.Text, Text = "no light" });
        var media = azurite.Blobs.GetBlobContainerClient(MediaLinks.Container);
        await media.CreateIfNotExistsAsync();
        var picture = $"{Number}-{Guid.NewGuid():n}.jpg";
        await media.GetBlobClient(picture).UploadAsync(BinaryData.FromString("picture"));
        var own = await Office.OpenAsync(app, Office.Report(Person) with { Description = Words, Media = picture, Address = "Kanhaiya Niwas, ward 3" });
        var other = await Office.OpenAsync(app, Office.Report(2, TicketType.Complaint, "wamid.2", "T-2"));
        await Office.OpenAsync(app, Office.Report(Person, TicketType.Complaint, "wamid.3", "T-2") with { Description = Words });
        await Letters.PutAsideAsync(
            app, QueueNames.Inbound, Address, BinaryData.FromString($$"""{"from":"{{Address}}","text":"{{Words}}"}"""), "malformed");
        return (own.Number, other.Number);
    }

    private static Task HearAsync(App app, InboundEvent letter) => app.Get<Conversing>().HearAsync(
        letter with { Provider = "acs", Channel = "11111111-1111-1111-1111-111111111111", At = app.Time.GetUtcNow() },
        app.Time.GetUtcNow(), default);

    private static void AssertTellsAll(JsonElement export, (string Own, string Followed) tickets)
    {
        Assert.Equal(Address, export.GetProperty("address").GetString());
        Assert.Equal(["B"], export.GetProperty("formerGroups").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["o1.1", "o1.1", "o2.1"], export.GetProperty("deliveries").EnumerateArray().Select(one => one.GetProperty("reference").GetString()).Order());
        Assert.Equal(tickets.Own, export.GetProperty("tickets").EnumerateArray()
            .Single(one => one.GetProperty("description").GetString() == Words).GetProperty("number").GetString());
        Assert.True(export.GetProperty("ticketsFollowed").TryGetProperty(tickets.Followed, out _));
        Assert.True(export.GetProperty("replies").GetArrayLength() > 0);
        Assert.True(export.GetProperty("noSupply").EnumerateObject().Any());
        Assert.True(export.GetProperty("countedToday").EnumerateObject().Any());
        Assert.True(export.TryGetProperty("lastWritten", out _) && export.TryGetProperty("conversation", out _));
        Assert.Equal("A", export.GetProperty("members")[0].GetProperty("group").GetString());
    }

    private static HttpRequest Request() => new DefaultHttpContext().By().Request;

    private sealed class CrashAfter : Azure.Core.Pipeline.HttpPipelineSynchronousPolicy
    {
        public int In { get; set; } = int.MaxValue;

        public override void OnSendingRequest(Azure.Core.HttpMessage message)
        {
            if (In > 0 && In != int.MaxValue && --In == 0)
                throw new IOException("killed");
        }
    }
}
