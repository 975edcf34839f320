using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.WhatsApp;

namespace Samvad.Consumers;

/// <summary>What a person said about one topic; without a time, now.</summary>
internal sealed record ConsentBody(bool? Given, string? Source, string? At, string? Wording);

/// <summary>What a person chose. Consent by topic: outage, planned, safety, service; topics not named stay.</summary>
/// <param name="QuietHours">Hours as `21-07`; empty for none of the person's own.</param>
internal sealed record PersonBody(string? Language, Dictionary<string, ConsentBody?>? Consent, string? QuietHours);

/// <summary>GET, PUT /api/people/{address}.</summary>
public sealed class PersonFunctions(
    People people,
    Seating seating,
    OfficeScopes scopes,
    AffectedOffices affected,
    IOptions<WhatsAppOptions> whatsApp,
    TimeProvider time)
{
    [Function("GetPerson")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "people/{address}")] HttpRequest request,
        string address,
        CancellationToken cancellationToken) =>
        Addresses.Parse(address) is { } known && await people.FindAsync(known, cancellationToken) is { } person
            && (await scopes.OfAsync(request, cancellationToken)).Touches(await OfficesAsync(person, cancellationToken))
            ? Results.Ok(View(person))
            : Problem.NotFound("There is no person with this address.");

    /// <summary>A choice made here is the person's own: imports with an older date do not undo it.</summary>
    [Function("PutPerson")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "people/{address}")] HttpRequest request,
        string address,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<PersonBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var known = check.Address("address", address);
        var language = body.Language is null ? null : Rules.Language(check, body.Language);
        var marks = Marks(check, body.Consent ?? []);
        var quiet = Rules.QuietHours(check, body.QuietHours);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The person was not written.", check.Faults);
        if (await people.FindAsync(known, cancellationToken) is not { } before
            || await OfficesAsync(before, cancellationToken) is var own
            && !(await scopes.OfAsync(request, cancellationToken)).Touches(own))
            return Problem.NotFound("There is no person with this address.");
        AuditNote.Of(request).At(own).Changed(Said(before), new { language, body.QuietHours, marks });
        var person = await seating.ChangePersonAsync(
            known,
            before => before is null ? null : Consents.Say(before, marks) with
            {
                Language = language ?? before.Language,
                ChoseLanguage = language is not null || before.ChoseLanguage,
                QuietHours = body.QuietHours is null ? before.QuietHours : quiet,
            },
            cancellationToken);
        return person is null ? Problem.NotFound("There is no person with this address.") : Results.Ok(View(person));
    }

    /// <summary>Where they have seats.</summary>
    private async Task<IReadOnlySet<string>> OfficesAsync(Person person, CancellationToken cancellationToken)
    {
        var groups = await affected.OfGroupsAsync(cancellationToken);
        return person.Seats.Select(seat => groups.GetValueOrDefault(seat.Group)).OfType<string>().ToHashSet();
    }

    private static object Said(Person person) => new { person.Language, person.QuietHours, marks = person.Consents };

    private PersonView View(Person person) => PersonView.Of(person, whatsApp.Value.UnreachableRecheck);

    private List<ConsentMark> Marks(FieldCheck check, Dictionary<string, ConsentBody?> said)
    {
        var marks = new List<ConsentMark>();
        foreach (var (name, consent) in said)
        {
            var field = "consent." + Addresses.Mask(name);
            var topic =
                Consents.Each.FirstOrDefault(one => one.ToString().Equals(name, StringComparison.OrdinalIgnoreCase));
            if (topic == Topics.None)
                check.Add(field, null, "one-of", "One of: outage, planned, safety, service.");
            if (consent?.Given is null)
                check.Add(field + ".given", null, "required", "true or false.");
            var source = check.Text(field + ".source", consent?.Source, 64);
            var at = check.Date(field + ".at", consent?.At) ?? time.GetUtcNow();
            if (consent?.Wording is { Length: > 64 })
                check.Add(field + ".wording", null, "too-long", "At most 64 characters.");
            marks.Add(new(topic, consent?.Given ?? false, source, at, consent?.Wording));
        }

        return marks;
    }
}
