using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Dialogue;

namespace Samvad.Tickets;

/// <summary>What belongs to a ticket beside its row: `GET /api/tickets/{id}/media/{n}` and `/{id}/conversation`.</summary>
public sealed class TicketPapers(TicketDesk desk, MediaStore media, ConversationStore conversations, OfficeScopes scopes)
{
    private const string Resolution = "resolution";

    /// <summary>Before somebody reports a trouble they may have been asked about it for so long.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    /// <summary>The n-th picture or document of the report, from 1; `resolution` is the picture of the repair.</summary>
    [Function(nameof(ShowTicketMedia))]
    public async Task<IResult> ShowTicketMedia(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets/{id}/media/{n}")] HttpRequest request,
        string id,
        string n,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } ticket
            || !(await scopes.OfAsync(request, cancellationToken)).Contains(ticket.Office))
            return Problem.NotFound($"There is no ticket '{Addresses.Mask(id)}'.");
        var name = n == Resolution ? ticket.ResolutionMedia
            : int.TryParse(n, out var number) && number >= 1 && number <= ticket.Media.Count ? ticket.Media[number - 1] : null;
        if (name is null || await media.OpenAsync(name, cancellationToken) is not var (content, type))
        {
            return Problem.NotFound(
                $"Ticket {ticket.Number} has {ticket.Media.Count} pictures or documents, by number from 1, and '{Resolution}' where it was mended.");
        }

        // Strangers sent it: a browser is to show it and nothing more.
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Stream(content, type, MediaStore.IsPicture(name) ? null : $"{ticket.Number}-{n}.pdf");
    }

    /// <summary>What was said with who reported it, from shortly before the report; phones masked.</summary>
    [Function(nameof(ShowTicketConversation))]
    public async Task<IResult> ShowTicketConversation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tickets/{id}/conversation")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } ticket
            || !(await scopes.OfAsync(request, cancellationToken)).Contains(ticket.Office))
            return Problem.NotFound($"There is no ticket '{Addresses.Mask(id)}'.");
        var conversation = await conversations.FindAsync(ticket.Person, cancellationToken);
        return Results.Ok(new
        {
            reporter = Addresses.Mask(ticket.Person),
            lines = conversation.Lines.Where(line => line.At > ticket.OpenedAt - Before).Select(line => new
            {
                line.At,
                From = line.Ours ? "utility" : "person",
                Text = Addresses.Mask(line.Text),
                Media = line.Media is not null && ticket.Media.ToList().IndexOf(line.Media) is >= 0 and var at
                    ? $"/api/tickets/{ticket.Number}/media/{at + 1}" : null,
            }),
        });
    }
}
