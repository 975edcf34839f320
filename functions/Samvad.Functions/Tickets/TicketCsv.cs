using System.Globalization;
using CsvHelper;

namespace Samvad.Tickets;

/// <summary>Tickets as CSV, page after page, so that a year of them costs no more memory than a page.</summary>
internal static class TicketCsv
{
    private const int PageRows = 200;

    /// <summary>What people wrote is no formula of the spreadsheet that opens it.</summary>
    private static readonly CsvWriterOptions Options = new()
    {
        Separator = ',', WriteByteOrderMark = true, Injection = CsvInjection.Escape,
    };

    private static readonly IReadOnlyList<(string Name, Func<TicketView, string?> Of)> Columns =
    [
        ("service_request_id", ticket => ticket.Number),
        ("status", ticket => ticket.Status),
        ("state", ticket => ticket.State),
        ("type", ticket => ticket.Type),
        ("service_code", ticket => ticket.ServiceCode),
        ("description", ticket => ticket.Description),
        ("agency_responsible", ticket => ticket.Agency),
        ("requested_datetime", ticket => Time(ticket.RequestedAt)),
        ("updated_datetime", ticket => Time(ticket.UpdatedAt)),
        ("expected_datetime", ticket => Time(ticket.ExpectedAt)),
        ("address", ticket => ticket.Address),
        ("lat", ticket => ticket.Latitude?.ToString(CultureInfo.InvariantCulture)),
        ("long", ticket => ticket.Longitude?.ToString(CultureInfo.InvariantCulture)),
        ("transformer", ticket => ticket.Transformer),
        ("consumer_number", ticket => ticket.ConsumerNumber),
        ("reporter", ticket => ticket.Reporter),
        ("owner", ticket => ticket.Owner),
        ("level", ticket => ticket.Level.ToString(CultureInfo.InvariantCulture)),
        ("overdue", ticket => ticket.Overdue ? "yes" : "no"),
    ];

    public static async Task WriteAsync(
        TicketList list, TicketQuery query, DateTimeOffset now, Stream body, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(body, Options, leaveOpen: true);
        await csv.WriteRecordAsync([.. Columns.Select(column => column.Name)], cancellationToken);
        string? next = query.After;
        do
        {
            (var tickets, next) = await list.PageAsync(query with { Top = PageRows, After = next }, cancellationToken);
            foreach (var ticket in tickets.Select(ticket => TicketView.Of(ticket, now)))
                await csv.WriteRecordAsync([.. Columns.Select(column => column.Of(ticket) ?? "")], cancellationToken);
            await csv.FlushAsync(cancellationToken);
        }
        while (next is not null);
    }

    private static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
