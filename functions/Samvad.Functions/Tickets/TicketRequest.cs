namespace Samvad.Tickets;

/// <summary>What a person reports, as the dialogue understood it.</summary>
/// <param name="ServiceCode">What kind of trouble, as `pole`, `wire`, `transformer`, `meter`, `bill`, `no-supply`.</param>
/// <param name="Person">Who reports it: E.164 number with plus, or a business-scoped user id.</param>
/// <param name="Office">The office in whose area the trouble is.</param>
/// <param name="Media">The name of a picture that was stored.</param>
/// <param name="Cause">What it follows from, as the id of the person's message: the same cause is the same ticket.</param>
public sealed record TicketRequest(
    TicketType Type,
    string ServiceCode,
    string Description,
    string Person,
    string? Group,
    string Office,
    string? Feeder,
    string? Transformer,
    string? ConsumerNumber,
    string? Address,
    double? Latitude,
    double? Longitude,
    string? Media,
    string Cause)
{
    internal TicketPlace Place => new(Feeder, Transformer, ConsumerNumber, Address, Latitude, Longitude);
}
