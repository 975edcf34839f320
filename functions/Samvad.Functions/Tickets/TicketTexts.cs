using System.Globalization;
using System.Text.RegularExpressions;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>What people are told of a ticket, in their language.</summary>
public sealed partial class TicketTexts(TemplateCatalogue catalogue)
{
    /// <summary>Characters of a value; Meta refuses a body that is longer than 1,024 in all.</summary>
    private const int Longest = 200;

    public TemplateContent Assigned(Ticket ticket, string language) => Content("ticket_assigned", ticket, language,
        Line(ticket.Description), Where(ticket), ticket.Person, Time(ticket.ExpectedAt, language), ticket.Number);

    public TemplateContent Escalated(Ticket ticket, string language) => Content("ticket_escalated", ticket, language,
        Line(ticket.Description), Where(ticket), ticket.Person, Time(ticket.OpenedAt, language), ticket.Number);

    public TemplateContent Resolved(Ticket ticket, DateTimeOffset at, string language) => Content(
        "ticket_resolved", ticket, language, Line(ticket.Description), Time(at, language), ticket.Number);

    /// <param name="name">Of <see cref="TextNames"/>; `{number}` in it becomes the ticket's.</param>
    public string Free(string name, string number, string language) =>
        catalogue.Text(name).In(language).Replace("{number}", number, StringComparison.Ordinal);

    /// <summary>The words for a place that help to find it.</summary>
    private static string Where(Ticket ticket)
    {
        var place = ticket.Place;
        var map = (place.Latitude, place.Longitude) is ({ } latitude, { } longitude)
            ? string.Create(CultureInfo.InvariantCulture, $"https://maps.google.com/?q={latitude:f6},{longitude:f6}")
            : null;
        string?[] parts = [place.Address, map, place.Transformer, place.ConsumerNumber, place.Feeder];
        return Line(string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part)).Append(ticket.Office)));
    }

    /// <summary>A value of a template may hold no line break, tab or run of spaces, and may not be empty.</summary>
    public static string Line(string text)
    {
        var line = WhiteSpace().Replace(text, " ").Trim();
        return line.Length switch { 0 => "-", > Longest => line[..(Longest - 1)] + "…", _ => line };
    }

    private string Time(DateTimeOffset? at, string language) => at is { } known ? catalogue.Time(known, language) : "-";

    private TemplateContent Content(string name, Ticket ticket, string language, params string[] values) =>
        new(catalogue[name], language, values) { Payloads = catalogue[name].Payloads(ticket.Number) };

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
