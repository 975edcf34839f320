using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Tickets;

/// <summary>`POST /api/tickets/{id}/assign|accept|escalate|resolve|reopen|note`. Each may be repeated.</summary>
public sealed class TicketActions(
    TicketDesk desk, TicketChanges changes, TicketSteps steps, Staff staff, OfficeScopes scopes, TimeProvider time)
{
    private const int MaxBy = 64;
    private const int MaxNote = 1000;
    private static readonly string[] Known = ["assign", "accept", "escalate", "resolve", "reopen", "note"];

    [Function(nameof(ChangeTicket))]
    public async Task<IResult> ChangeTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tickets/{id}/{action}")] HttpRequest request,
        string id,
        string action,
        CancellationToken cancellationToken)
    {
        if (!Known.Contains(action))
            return Problem.NotFound($"There is no action '{action}'. The actions are: {string.Join(", ", Known)}.");
        var (body, problem) = await RequestBody.ReadAsync<TicketActionBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (await desk.FindAsync(id, cancellationToken) is not { } ticket || !scope.Contains(ticket.Office))
            return Problem.NotFound($"There is no ticket '{Addresses.Mask(id)}'.");
        // Whoever signed in need not say who they are, and cannot be somebody else.
        if (Caller.Of(request) is { Kind: CallerKind.Person } person)
            body = body with { By = person.Name.Length <= MaxBy ? person.Name : person.Name[..MaxBy] };
        var check = new FieldCheck();
        var take = await StepAsync(action, body, ticket, scope, check, cancellationToken);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The ticket is as it was.", check.Faults);
        var note = AuditNote.Of(request).About($"tickets/{ticket.Number}/{action}").At(ticket.Office);
        return await changes.TakeAsync(ticket.Number, take, cancellationToken) switch
        {
            null => Problem.NotFound($"There is no ticket '{ticket.Number}'."),
            { Refusal: { } refusal } => Problem.Conflict(refusal),
            { Ticket: var now } => Done(now),
        };

        IResult Done(Ticket now)
        {
            note.Changed(View(ticket), View(now));
            return Results.Ok(TicketView.Of(now, time.GetUtcNow()));
        }
    }

    private static object View(Ticket ticket) =>
        new { State = TicketView.NameOf(ticket.State), Owner = Addresses.Mask(ticket.Owner), ticket.Rung };

    private async Task<Func<Ticket, Step>> StepAsync(
        string action, TicketActionBody body, Ticket ticket, OfficeScope scope, FieldCheck check,
        CancellationToken cancellationToken)
    {
        var by = check.Text("by", body.By, MaxBy);
        var mustSay = action is "resolve" or "reopen" or "note";
        var note = mustSay || !string.IsNullOrWhiteSpace(body.Note) ? check.Text("note", body.Note, MaxNote) : null;
        if (body.To is not null && action != "assign")
            check.Add("to", body.To, "not-here", "Only assign takes it.");
        if (body.Media is not null && action != "resolve")
            check.Add("media", null, "not-here", "Only resolve takes it.");
        if (body.Level is not null && action != "escalate")
            check.Add("level", $"{body.Level}", "not-here", "Only escalate takes it.");
        var now = time.GetUtcNow();
        switch (action)
        {
            case "assign":
                var roster = await staff.ReadAsync(cancellationToken);
                var to = roster.FindById(body.To ?? "")?.Address ?? check.Address("to", body.To);
                if (to.Length > 0 && !roster.RolesOf(to).Any(role => scope.Contains(role.Office)))
                    check.Add("to", to, "unknown-staff", "The phone of a member of staff; import them first.");
                return one => steps.Assign(one, to, by, note, now);
            case "accept":
                return one => steps.Accept(one, by, now);
            case "escalate":
                var level = body.Level ?? 0;
                if (level is < 1 or > Ladder.Top)
                    check.Add("level", $"{body.Level}", "level", "1 section, 2 subdivision, 3 division; `above` of the ticket names the next.");
                var above = (await desk.InChargeAsync(ticket.Office, level, cancellationToken)).Select(member => member.Address);
                return one => steps.Escalate(one, level, by, note, [.. above.Distinct()], now);
            case "resolve":
                return one => steps.Resolve(one, by, note, body.Media, now);
            case "reopen":
                var tell = await desk.InChargeAsync(ticket, cancellationToken);
                return one => steps.Reopen(one, by, note, tell, now);
            default:
                return one => steps.Note(one, by, note ?? "", now);
        }
    }
}
