using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class RegistryTests(AzuriteFixture azurite)
{
    private static readonly object Seat = new
    {
        name = "संजय पाटील", phone = Some.Phone(1), language = "mr", category = "domestic",
        consumerNumber = "123456789012",
        feeder = "F-1", transformer = "T-1", consentOutage = true, consentSource = "form", consentDate = "2026-05-01",
    };

    [Fact]
    public async Task An_office_is_written_read_and_deleted_only_when_nothing_hangs_on_it()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var offices = register.Get<OfficeFunctions>();
        var names = new Names("शाखा", "शाखा", "Section");
        var (status, body, _) = await Call.PutAsync(
            request => offices.PutAsync(request, "SEC-3", default),
            new { level = "section", parent = "DIV", name = names });
        Assert.Equal((200, "DIV"), (status, body.GetProperty("parent").GetString()));
        Assert.Equal(409, (await Call.RunAsync(request => offices.DeleteAsync(request, "DIV", default))).Status);
        Assert.Equal(409, (await Call.RunAsync(request => offices.DeleteAsync(request, "SEC-1", default))).Status);
        Assert.Equal(204, (await Call.RunAsync(request => offices.DeleteAsync(request, "SEC-3", default))).Status);
        Assert.Equal(404, (await Call.RunAsync(request => offices.GetAsync(request, "SEC-3", default))).Status);

        (status, body, _) = await Call.PutAsync(
            request => offices.PutAsync(request, "bad code", default),
            new { level = "village", parent = "SEC-1", name = (Names?)null });
        Assert.Equal(400, status);
        Assert.Equal(
            "code:id level:one-of nameEn:required nameHi:required nameMr:required parent:level", Call.Errors(body));
        (status, body, _) = await Call.PutAsync(request => offices.PutAsync(request, "X", default), new { colour = 1 });
        Assert.Equal((400, "$.colour:json"), (status, Call.Errors(body)));
    }

    [Fact]
    public async Task A_group_is_written_listed_by_office_subtree_and_deleted_with_its_seats()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var groups = register.Get<GroupFunctions>();
        await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("B", 1, 1));
        var (status, body, _) =
            await Call.RunAsync(request => groups.ListAsync(request, default), query: "?office=DIV");
        Assert.Equal((200, 2), (status, body.GetArrayLength()));
        Assert.Equal(
            404, (await Call.RunAsync(request => groups.ListAsync(request, default), query: "?office=NONE")).Status);
        (_, body, _) = await Call.PutAsync(
            request => groups.PutAsync(request, "B", default),
            new { office = "SEC-1", name = "B", area = "urban", lineman = "x" });
        Assert.Equal((1, "SEC-1"), (body.GetProperty("members").GetInt32(), body.GetProperty("office").GetString()));

        Assert.Equal(204, (await Call.RunAsync(request => groups.DeleteAsync(request, "B", default))).Status);

        Assert.Equal(404, (await Call.RunAsync(request => groups.GetAsync(request, "B", default))).Status);
        Assert.Equal("A", Assert.Single((await register.People.FindAsync(Some.Address(1), default))!.Seats).Group);
        Assert.False(Assert.Single(await register.Members.ReadAsync("A", default)).Shared);
        Assert.Equal("A", Assert.Single(await register.Groups.ByAssetsAsync(["F-1"], default)).Id);
    }

    [Fact]
    public async Task A_member_is_seated_moved_and_unseated()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var members = register.Get<MemberFunctions>();
        var (status, body, _) = await Call.PutAsync(request => members.PutAsync(request, "A", "m1", default), Seat);
        Assert.Equal((200, Some.Address(1)), (status, body.GetProperty("address").GetString()));
        Assert.Equal(1, (await register.Groups.FindAsync("A", default))!.Members);
        (_, body, _) = await Call.RunAsync(request => members.ListAsync(request, "A", default));
        Assert.Equal("+**********01", body.GetProperty("members")[0].GetProperty("address").GetString());

        (status, body, _) = await Call.PutAsync(
            request => members.PutAsync(request, "A", "m2", default),
            new { name = "", phone = "1", language = "fr", category = "king" });
        Assert.Equal((400, "category:one-of language:one-of name:required phone:phone"), (status, Call.Errors(body)));
        Assert.DoesNotContain(Some.Phone(1), body.GetRawText());

        Assert.Equal(204, (await Call.RunAsync(request => members.DeleteAsync(request, "A", "m1", default))).Status);
        Assert.Equal(404, (await Call.RunAsync(request => members.GetAsync(request, "A", "m1", default))).Status);
        Assert.Empty(await register.Groups.ByAssetsAsync(["F-1"], default));
        Assert.Empty((await register.People.FindAsync(Some.Address(1), default))!.Seats);
    }

    [Fact]
    public async Task Members_are_listed_in_pages()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        await register.ImportAsync(
            Some.MembersHeader + string.Concat(Enumerable.Range(1, 250).Select(at => Some.Row("A", at, at))));
        var (seen, next) = (0, "");
        do
        {
            var (_, body, _) = await Call.RunAsync(
                request => register.Get<MemberFunctions>().ListAsync(request, "A", default),
                query: "?continuation=" + next);
            seen += body.GetProperty("members").GetArrayLength();
            next = body.GetProperty("continuation").GetString();
        }
        while (next is not null);
        Assert.Equal(250, seen);
    }

    [Fact]
    public async Task A_persons_choice_reaches_all_groups_and_erasing_leaves_nothing()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("B", 7, 1));
        var people = register.Get<PersonFunctions>();
        var (status, body, _) = await Call.PutAsync(
            request => people.PutAsync(request, Some.Phone(1), default),
            new
            {
                language = "hi", consent = new { outage = new { given = false, source = "whatsapp", wording = "v2" } },
            });
        Assert.Equal((200, true), (status, body.GetProperty("choseLanguage").GetBoolean()));
        Assert.Equal("2026-11-01T00:00:00+00:00", body.GetProperty("consent").GetProperty("outage").GetProperty("at")
            .GetString());
        foreach (var group in new[] { "A", "B" })
        {
            var member = Assert.Single(await register.Members.ReadAsync(group, default));
            Assert.Equal(("hi", Topics.Planned), (member.Language, member.Consent));
        }

        (status, body, _) = await Call.PutAsync(
            request => people.PutAsync(request, Some.Phone(1), default),
            new { language = "xx", consent = new { tips = new { source = "" } } });
        Assert.Equal(400, status);
        Assert.Equal("consent.tips.given:required consent.tips.source:required consent.tips:one-of language:one-of",
            Call.Errors(body));

        await register.Get<Seating>().EraseAsync(Some.Address(1), default);
        Assert.Equal(404, (await Call.RunAsync(request => people.GetAsync(request, Some.Address(1), default))).Status);
        Assert.Empty(await register.Members.ReadAsync("A", default));
        Assert.Empty(await register.Members.ReadAsync("B", default));
        Assert.Empty(await register.Groups.ByConsumerNumbersAsync(["100000000001", "100000000007"], default));
    }
}
