using Samvad.Consumers;
using Samvad.Tests.Consumers;
using Samvad.Tracking;

namespace Samvad.Tests.Tracking;

public sealed class PersonFindingsTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset First = App.Start.AddMinutes(1);

    [Fact]
    public async Task A_person_whom_WhatsApp_does_not_reach_is_marked_with_the_first_failure_and_freed_by_a_delivery()
    {
        await using var app = await azurite.ToldAsync(3);
        var (_, deliveries) = await app.DeliveriesAsync();
        var failed = deliveries[0].Event("Failed", "131026");
        await app.ApplyAsync(failed, failed, deliveries[1].Event("Failed", "131049"));
        await app.ApplyAsync(failed with { At = First.AddMinutes(9) });
        Assert.Equal(First, (await PersonAsync(app, 0)).UnreachableSince);
        Assert.Null((await PersonAsync(app, 1)).UnreachableSince);
        Assert.Equal(First.AddDays(30), (await MemberAsync(app, 0)).UnreachableUntil);

        await app.ApplyAsync(deliveries[0].Event("Delivered", minute: 20));
        Assert.Null((await PersonAsync(app, 0)).UnreachableSince);
        Assert.Null((await MemberAsync(app, 0)).UnreachableUntil);
    }

    [Fact]
    public async Task In_one_batch_the_later_word_counts()
    {
        await using var app = await azurite.ToldAsync(2);
        var (_, deliveries) = await app.DeliveriesAsync();
        await app.ApplyAsync(
            deliveries[0].Event("Delivered", minute: 5), deliveries[0].Event("Failed", "131026", minute: 2),
            deliveries[1].Event("Failed", "131026", minute: 5), deliveries[1].Event("Sent", minute: 6));
        Assert.Null((await PersonAsync(app, 0)).UnreachableSince);
        Assert.NotNull((await PersonAsync(app, 1)).UnreachableSince);
    }

    [Fact]
    public async Task A_failed_new_try_after_the_recheck_begins_a_new_term()
    {
        await using var app = await azurite.ToldAsync(1);
        var findings = app.Get<PersonFindings>();
        await findings.RecordAsync([new(Some.Address(1), "131026", First)], default);
        await findings.RecordAsync([new(Some.Address(1), "131026", First.AddDays(31))], default);
        await findings.RecordAsync([new(Some.Address(1), "131026", First)], default);
        Assert.Equal(First.AddDays(31), (await PersonAsync(app, 0)).UnreachableSince);
    }

    [Fact]
    public async Task Stopping_promotions_in_WhatsApp_withdraws_tips_and_service_but_not_outages()
    {
        await using var app = await azurite.ToldAsync(1);
        await app.Get<PersonFunctions>().ConsentAsync(Topics.Safety | Topics.Service);
        var stopped = new Finding(Some.Address(1), "131050", First);
        await app.Get<PersonFindings>().RecordAsync([stopped, stopped], default);
        var person = await PersonAsync(app, 0);
        await app.Get<PersonFindings>().RecordAsync([stopped], default);
        Assert.Equal(Topics.Outage | Topics.Planned, person.Consent);
        Assert.Equal(Topics.Outage | Topics.Planned, (await MemberAsync(app, 0)).Consent);
        Assert.Single((await PersonAsync(app, 0)).History!, mark => mark.Source == "whatsapp-131050");
    }

    [Fact]
    public async Task What_concerns_nobody_known_is_passed_over()
    {
        await using var app = await azurite.ToldAsync(1);
        await app.Get<PersonFindings>().RecordAsync(
            [new("+919000000000", "131026", First), new(Some.Address(1), "http-5xx", First), new(Some.Address(1), null, First)],
            default);
        Assert.Null(await app.Get<People>().FindAsync("+919000000000", default));
        Assert.Equal(1, (await PersonAsync(app, 0)).Revision);
    }

    private static async Task<Person> PersonAsync(App app, int index) =>
        (await app.Get<People>().FindAsync(Some.Address(index + 1), default))!;

    private static async Task<Member> MemberAsync(App app, int index) =>
        (await app.Get<MemberPages>().ReadAsync("A", default)).Single(member => member.Address == Some.Address(index + 1));
}

internal static class PersonFunctionsExtensions
{
    /// <summary>The first person agrees at the counter.</summary>
    public static Task ConsentAsync(this PersonFunctions people, Topics topics) => Call.PutAsync(
        request => people.PutAsync(request, Some.Phone(1), default),
        new
        {
            consent = Enum.GetValues<Topics>().Where(topic => topic != Topics.None && topics.HasFlag(topic)).ToDictionary(
                topic => topic.ToString().ToLowerInvariant(),
                _ => new { given = true, source = "counter", at = "2026-11-01" }),
        });
}
