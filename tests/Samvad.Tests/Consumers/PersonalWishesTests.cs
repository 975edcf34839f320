using System.Text.Json;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class PersonalWishesTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Quiet_hours_are_shown_and_repeated_in_every_group_of_the_person()
    {
        await using var register = await SeatedAsync(azurite);
        var people = register.Get<PersonFunctions>();
        var (status, body, _) = await Call.PutAsync(
            request => people.PutAsync(request, Some.Phone(1), default), new { quietHours = "21-07" });
        Assert.Equal((200, "21-07"), (status, body.GetProperty("quietHours").GetString()));
        Assert.Equal(["21-07", "21-07"], await EverywhereAsync(register, member => member.Quiet));

        await Call.PutAsync(request => people.PutAsync(request, Some.Phone(1), default), new { language = "hi" });
        Assert.Equal(["21-07", "21-07"], await EverywhereAsync(register, member => member.Quiet));
        await Call.PutAsync(request => people.PutAsync(request, Some.Phone(1), default), new { quietHours = "" });
        Assert.Equal([null, null], await EverywhereAsync(register, member => member.Quiet));
    }

    [Theory]
    [InlineData("9-7")]
    [InlineData("21-24")]
    [InlineData("07-07")]
    [InlineData("21:00-07:00")]
    public async Task Hours_that_are_none_are_refused_with_the_rule(string hours)
    {
        await using var register = await SeatedAsync(azurite);
        var (status, body, _) = await Call.PutAsync(
            request => register.Get<PersonFunctions>().PutAsync(request, Some.Phone(1), default), new { quietHours = hours });
        Assert.Equal((400, "quietHours:quiet-hours"), (status, Call.Errors(body)));
    }

    [Fact]
    public async Task People_change_together_and_their_groups_repeat_it()
    {
        await using var register = await SeatedAsync(azurite);
        var changed = await register.Seating.ChangePeopleAsync(
            [Some.Address(1), Some.Address(2), Some.Address(99)],
            (_, person) => person is null ? null : person with { UnreachableSince = Noon },
            default);
        Assert.Equal([Some.Address(1), Some.Address(2)], changed.Keys.Order());
        Assert.Equal([Noon.AddDays(30), Noon.AddDays(30)], await EverywhereAsync(register, member => member.UnreachableUntil));
        var (_, body, _) = await Call.RunAsync(
            request => register.Get<PersonFunctions>().GetAsync(request, Some.Phone(2), default));
        Assert.Equal(Noon.AddDays(30), body.GetProperty("unreachableUntil").GetDateTimeOffset());
    }

    [Fact]
    public async Task An_import_keeps_what_the_person_wishes()
    {
        await using var register = await SeatedAsync(azurite);
        await register.Seating.ChangePeopleAsync(
            [Some.Address(1)], (_, person) => person! with { QuietHours = "20-08", UnreachableSince = Noon }, default);
        await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1, feeder: "F-9") + Some.Row("A", 7, 1));
        var seats = (await register.Members.ReadAsync("A", default)).Where(member => member.Address == Some.Address(1));
        Assert.All(seats, seat => Assert.Equal(("20-08", Noon.AddDays(30)), (seat.Quiet, seat.UnreachableUntil)));
    }

    [Fact]
    public void Wishes_take_no_room_where_there_are_none()
    {
        var member = new Member("m", Some.Address(1), "n", "mr", Topics.Outage, false, "domestic", null, null, null);
        var bare = JsonSerializer.Serialize([member], ConsumersJson.Default.ListMember);
        Assert.DoesNotContain("quiet", bare);
        Assert.DoesNotContain("unreachable", bare);
        member = member with { Quiet = "21-07", UnreachableUntil = Noon };
        Assert.Equal(member, JsonSerializer.Deserialize(
            JsonSerializer.Serialize([member], ConsumersJson.Default.ListMember), ConsumersJson.Default.ListMember)![0]);
    }

    [Fact]
    public void What_is_said_is_kept_with_what_was_known_before_and_only_the_latest_of_it()
    {
        var person = new Person(Some.Address(1), "mr", false, [new(Topics.Outage, true, "form", Noon)], []);
        for (var day = 1; day <= Consents.HistoryKept; day++)
            person = Consents.Hear(person, new(Topics.Outage, day % 2 == 0, "whatsapp", Noon.AddDays(day)), Noon.AddDays(30));
        Assert.Equal(Consents.HistoryKept, person.History!.Count);
        Assert.Equal((Noon.AddDays(1), false), (person.History[0].At, person.History[0].Given));
        Assert.Equal(Topics.Outage, person.Consent);
    }

    [Fact]
    public void What_is_heard_late_or_twice_changes_nothing()
    {
        var person = new Person(Some.Address(1), "mr", false, [], []);
        var stop = new ConsentMark(Topics.Outage | Topics.Safety, false, "whatsapp", Noon);
        var start = stop with { Given = true, At = Noon.AddMinutes(1), Topics = Topics.Outage };
        var after = Consents.Hear(Consents.Hear(person, stop, Noon), start, Noon);
        Assert.Same(after, Consents.Hear(Consents.Hear(after, stop, Noon), start, Noon));
        Assert.Equal(Topics.Outage, after.Consent);
    }

    private static async Task<Register> SeatedAsync(AzuriteFixture azurite)
    {
        var register = await Register.Create(azurite).WithGroupsAsync();
        await register.ImportAsync(
            Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("B", 1, 1) + Some.Row("A", 2, 2));
        return register;
    }

    /// <summary>Of the first person in both groups.</summary>
    private static async Task<IReadOnlyList<T>> EverywhereAsync<T>(Register register, Func<Member, T> of)
    {
        var members = new List<T>();
        foreach (var group in (string[])["A", "B"])
        {
            members.AddRange((await register.Members.ReadAsync(group, default))
                .Where(member => member.Address == Some.Address(1)).Select(of));
        }

        return members;
    }
}
