using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Tickets;

/// <summary>`GET /api/tickets?office=&amp;type=&amp;state=&amp;overdue=`, also as CSV, and `/{id}`.</summary>
public sealed class TicketFunctions(
    TicketList list, TicketDesk desk, TicketFollowers followers, Offices offices, OfficeScopes scopes, TimeProvider time)
{
    /// <summary>CSV by `?format=csv` or `Accept: text/csv` holds all pages.</summary>
    [Function(nameof(ListTickets))]
    public async Task<IResult> ListTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var now = time.GetUtcNow();
        var query = TicketQuery.Read(request, await offices.ReadTreeAsync(cancellationToken), now, check);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (request.Query["office"].ToString() is { Length: > 0 } asked && !scope.Contains(asked))
            return OfficeScope.Beyond(asked);
        query = query with { Offices = [.. query.Offices.Where(scope.Contains)] };
        if (query.Csv)
            return Results.Stream(
                body => TicketCsv.WriteAsync(list, query, now, body, cancellationToken), "text/csv; charset=utf-8", "tickets.csv");
        var (tickets, continuation) = await list.PageAsync(query, cancellationToken);
        return Results.Ok(new { tickets = tickets.Select(ticket => TicketView.Of(ticket, now)), continuation });
    }

    [Function(nameof(ShowTicket))]
    public async Task<IResult> ShowTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } ticket
            || !(await scopes.OfAsync(request, cancellationToken)).Contains(ticket.Office))
            return Problem.NotFound($"There is no ticket '{Addresses.Mask(id)}'.");
        var above = await desk.AboveAsync(ticket, cancellationToken);
        return Results.Ok(new
        {
            ticket = TicketView.Of(ticket, time.GetUtcNow()),
            followers = (await followers.OfAsync(ticket.Number, cancellationToken)).Count,
            media = ticket.Media.Select((_, index) => $"/api/tickets/{ticket.Number}/media/{index + 1}"),
            resolution = ticket.ResolutionMedia is null ? null : $"/api/tickets/{ticket.Number}/media/resolution",
            history = ticket.History.Select(TicketEventView.Of),
            above = above is var (level, inCharge)
                ? new { level, office = inCharge[0].Office, people = inCharge.Select(member => member.Name) }
                : null,
        });
    }
}
