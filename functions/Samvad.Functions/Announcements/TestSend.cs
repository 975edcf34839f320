using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Dialogue;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>What is tried out on whom.</summary>
/// <param name="To">Phone numbers of staff.</param>
/// <param name="Languages">Null is that of each person.</param>
internal sealed record TestSendBody(
    string? Item,
    string? Topic,
    string? Template,
    IReadOnlyDictionary<string, IReadOnlyList<string?>?>? Values,
    IReadOnlyList<string?>? To,
    IReadOnlyList<string?>? Languages);

/// <summary>`POST /api/announcements/test`: sends a message to named staff, as people would get it. In no ledger and no count.</summary>
public sealed class TestSendFunctions(AnnouncementReader reader, TestSend sending, Staff staff, OfficeScopes scopes)
{
    private const int MostPeople = 20;

    [Function(nameof(SendTest))]
    public async Task<IResult> SendTest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "announcements/test")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<TestSendBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var caller = Caller.Of(request);
        var check = new FieldCheck();
        var asked = new AnnouncementRequest("TEST", body.Topic, body.Template, body.Values, null, null, null, null, null, body.Item);
        var announcement = await reader.ContentOfAsync(asked, isDraft: false, check, cancellationToken);
        var languages = (body.Languages ?? [])
            .Select((language, index) => check.OneOf($"languages[{index}]", language, [.. TemplateCatalogue.Languages])).Distinct().ToList();
        var people = await PeopleAsync(body.To, caller, check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing was sent.", check.Faults);
        return Results.Ok(new { sent = await sending.SendAsync(announcement, people, languages, cancellationToken) });
    }

    private async Task<IReadOnlyList<StaffMember>> PeopleAsync(
        IReadOnlyList<string?>? to, Caller caller, FieldCheck check, CancellationToken cancellationToken)
    {
        if (to is not { Count: > 0 and <= MostPeople })
            check.Add("to", null, "count", $"1 to {MostPeople} phone numbers of staff.");
        var roster = await staff.ReadAsync(cancellationToken);
        var own = await scopes.OfAsync(caller, cancellationToken);
        var people = new List<StaffMember>();
        foreach (var (address, index) in (to ?? []).Take(MostPeople).Select((one, index) => (one, index)))
        {
            if (roster.Find(Addresses.Parse(address) ?? "") is { } member && own.Contains(member.Office))
                people.Add(member);
            else
                check.Add($"to[{index}]", address, "not-staff", "The phone number of somebody in GET /api/staff.");
        }

        return [.. people.DistinctBy(member => member.Address)];
    }
}

/// <summary>What became of a test message.</summary>
/// <param name="State">accepted, failed, or not-sent where no channel is active.</param>
public sealed record TestSent(string Person, string Language, string State, string? Code, string? Reason);

/// <summary>Sends one message to each of a few people, once per request.</summary>
public sealed class TestSend(Letters letters, Answers answers, TemplateCatalogue catalogue, Offices offices, TimeProvider time)
{
    public async Task<IReadOnlyList<TestSent>> SendAsync(
        Announcement announcement, IReadOnlyList<StaffMember> people, IReadOnlyList<string> languages, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var occasion = AnnouncementId.New(time.GetUtcNow(), Guid.NewGuid().ToString("n"), 0);
        var sent = new List<TestSent>();
        foreach (var member in people)
        {
            foreach (var language in languages.Count > 0 ? languages : [member.Language])
            {
                var place = tree.Find(member.Office)?.Name.In(language) ?? member.Office;
                var content = new TemplateContent(
                    catalogue.Of(announcement), language, [.. announcement.Values[language].Select(value => value ?? place)])
                {
                    Payloads = catalogue.Of(announcement).Payloads(occasion),
                };
                var cause = $"test~{occasion}~{member.Address}~{language}";
                await letters.SendAsync(new(cause, member.Address, content, content) { Office = member.Office }, cancellationToken);
                sent.Add(View(member, language, await answers.FindAsync(cause, cancellationToken)));
            }
        }

        return sent;
    }

    private static TestSent View(StaffMember member, string language, Answer? answer) => new(
        DeliveryList.Mask(member.Address),
        language,
        answer is null ? "not-sent" : answer.Code is null && answer.IsDone ? "accepted" : "failed",
        answer?.Code,
        answer?.Code is { } code ? FailureTable.Of(code).Sentence : null);
}
