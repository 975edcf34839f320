using System.Text.Json.Serialization;
using Samvad.Consumers;

namespace Samvad.Tickets;

/// <summary>A ticket as a caller sees it: named as in Open311 where that has a name, with phones masked.</summary>
/// <param name="Status">`open` or `closed`, as Open311 has it; State says more.</param>
internal sealed record TicketView(
    [property: JsonPropertyName("service_request_id")] string Number,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("status_notes")] string? Notes,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("service_code")] string ServiceCode,
    [property: JsonPropertyName("service_name")] string ServiceName,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("agency_responsible")] string Agency,
    [property: JsonPropertyName("requested_datetime")] DateTimeOffset RequestedAt,
    [property: JsonPropertyName("updated_datetime")] DateTimeOffset UpdatedAt,
    [property: JsonPropertyName("expected_datetime")] DateTimeOffset? ExpectedAt,
    [property: JsonPropertyName("address")] string? Address,
    [property: JsonPropertyName("lat")] double? Latitude,
    [property: JsonPropertyName("long")] double? Longitude,
    [property: JsonPropertyName("media_url")] string? MediaUrl,
    [property: JsonPropertyName("group")] string? Group,
    [property: JsonPropertyName("feeder")] string? Feeder,
    [property: JsonPropertyName("transformer")] string? Transformer,
    [property: JsonPropertyName("consumer_number")] string? ConsumerNumber,
    [property: JsonPropertyName("reporter")] string? Reporter,
    [property: JsonPropertyName("owner")] string? Owner,
    [property: JsonPropertyName("level")] int Level,
    [property: JsonPropertyName("overdue")] bool Overdue)
{
    public static TicketView Of(Ticket ticket, DateTimeOffset now) => new(
        ticket.Number,
        ticket.IsOpen ? "open" : "closed",
        NameOf(ticket.State),
        Addresses.Mask(ticket.History.LastOrDefault(entry => entry.Note is not null && entry.By != "clock")?.Note),
        NameOf(ticket.Type),
        ticket.ServiceCode,
        $"{NameOf(ticket.Type)} {ticket.ServiceCode}",
        Addresses.Mask(ticket.Description),
        ticket.Office,
        ticket.OpenedAt,
        ticket.UpdatedAt,
        ticket.ExpectedAt,
        Addresses.Mask(ticket.Place.Address),
        ticket.Place.Latitude,
        ticket.Place.Longitude,
        ticket.Media.Count == 0 ? null : $"/api/tickets/{ticket.Number}/media/1",
        ticket.Group,
        ticket.Place.Feeder,
        ticket.Place.Transformer,
        ticket.Place.ConsumerNumber,
        Addresses.Mask(ticket.Person),
        Addresses.Mask(ticket.Owner),
        ticket.Rung,
        ticket.IsOverdue(now));

    public static string NameOf(TicketType type) => type == TicketType.NoSupply ? "no-supply" : type.ToString().ToLowerInvariant();

    public static string NameOf(TicketState state) => state.ToString().ToLowerInvariant();
}

/// <summary>A line of a ticket's history as a caller sees it.</summary>
internal sealed record TicketEventView(DateTimeOffset At, string Act, string? By, string? Note, IReadOnlyList<string?>? To)
{
    public static TicketEventView Of(TicketEvent entry) => new(
        entry.At, entry.Act.ToString().ToLowerInvariant(), Addresses.Mask(entry.By), Addresses.Mask(entry.Note),
        entry.To?.Select(Addresses.Mask).ToList());
}
