using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Hazards and complaints: what, where, a picture who likes; the number at once.</summary>
public sealed class ReportTalk(TicketDesk desk, Connections connections, DialogueTexts texts)
{
    private static readonly string[] Hazards = ["wire", "pole", "transformer", "other"];
    private static readonly string[] Complaints = ["bill", "meter", "voltage", "other"];

    public Reply BeginHazard(Turn turn)
    {
        var draft = new Draft(turn.Heard.Kind, Described(turn), turn.Media);
        return draft.Kind is null
            ? new(turn.Before.Asked(Step.HazardWhat, turn.At, draft), texts.Say(TextNames.HazardWhat, turn.Language))
            : new(turn.Before.Asked(Step.HazardWhere, turn.At, draft), texts.Say(TextNames.HazardWhere, turn.Language));
    }

    public Reply? HazardChosen(Turn turn)
    {
        var kind = Chosen(turn, Hazards, Intent.Hazard);
        return kind is null ? null : new(
            turn.Before.Asked(Step.HazardWhere, turn.At, Draft(turn) with { Kind = kind }),
            texts.Say(TextNames.HazardWhere, turn.Language));
    }

    public Reply BeginComplaint(Turn turn) => turn.Heard.Kind is { } kind
        ? Details(turn, kind)
        : new(turn.Before.Asked(Step.ComplaintWhat, turn.At), texts.Say(TextNames.ComplaintWhat, turn.Language));

    public Reply? ComplaintChosen(Turn turn) =>
        Chosen(turn, Complaints, Intent.Complaint) is { } kind ? Details(turn, kind) : null;

    /// <summary>The person told of the complaint; where is known of who has one connection.</summary>
    public async Task<Reply> ComplaintToldAsync(Turn turn, CancellationToken cancellationToken)
    {
        var draft = Draft(turn) with { Description = turn.Heard.Text, Media = turn.Media };
        return turn.Connections.Count == 1
            ? await OpenAsync(turn, TicketType.Complaint, draft, null, cancellationToken)
            : new(turn.Before.Asked(Step.ComplaintWhere, turn.At, draft), texts.Say(TextNames.ComplaintWhere, turn.Language));
    }

    /// <summary>The person says where it is.</summary>
    public Task<Reply> PlacedAsync(Turn turn, TicketType type, CancellationToken cancellationToken) =>
        OpenAsync(turn, type, Draft(turn) with { Media = turn.Media ?? Draft(turn).Media }, turn.Heard.Text, cancellationToken);

    /// <summary>Nobody understood: staff is to read it.</summary>
    public async Task<Reply> HandOverAsync(Turn turn, CancellationToken cancellationToken)
    {
        var at = turn.Connections.FirstOrDefault();
        var (ticket, _) = await desk.OpenAsync(
            Request(turn, TicketType.Complaint, new("unclear", turn.Heard.Text, turn.Media), at, null,
                at?.Offices[0] ?? await connections.OfficeOfAsync("", cancellationToken)),
            cancellationToken);
        return new(
            turn.Before.Asked(Step.Human, turn.At, new(Ticket: ticket.Number)),
            texts.Say(TextNames.HandedOver, turn.Language, ("number", ticket.Number)));
    }

    /// <summary>A picture that follows a report.</summary>
    public async Task<Reply> PictureAsync(Turn turn, CancellationToken cancellationToken)
    {
        var number = Draft(turn).Ticket!;
        await desk.AddMediaAsync(number, turn.Inbound.From, turn.Media!, cancellationToken);
        return new(turn.Before, texts.Say(TextNames.PictureAdded, turn.Language, ("number", number)));
    }

    private Reply Details(Turn turn, string kind) => new(
        turn.Before.Asked(Step.ComplaintDetails, turn.At, new(kind)), texts.Say(TextNames.ComplaintDetails, turn.Language));

    private async Task<Reply> OpenAsync(
        Turn turn, TicketType type, Draft draft, string? place, CancellationToken cancellationToken)
    {
        var number = turn.Heard.ConsumerNumber is { } given ? await connections.FindAsync(given, cancellationToken) : null;
        // A hazard is where the person says; a complaint is about the person's own connection.
        var at = number ?? turn.Connections.FirstOrDefault();
        var office = at?.Offices[0] ?? await connections.OfficeOfAsync(place ?? "", cancellationToken);
        var own = type == TicketType.Complaint ? at : at is null ? null : at with { Transformer = null, ConsumerNumber = null };
        var (ticket, isNew) = await desk.OpenAsync(Request(turn, type, draft, own, place, office), cancellationToken);
        var name = (type, isNew) switch
        {
            (TicketType.Hazard, true) => TextNames.HazardTicket,
            (TicketType.Hazard, false) => TextNames.HazardTicketKnown,
            (_, true) => TextNames.ComplaintTicket,
            _ => TextNames.ComplaintTicketKnown,
        };
        return new(
            turn.Before.Asked(Step.Photo, turn.At, new(Ticket: ticket.Number)),
            texts.Say(name, turn.Language, ("number", ticket.Number)));
    }

    private static TicketRequest Request(
        Turn turn, TicketType type, Draft draft, Connection? at, string? place, string office) => new(
            type, draft.Kind ?? "other", draft.Description ?? place ?? "", turn.Inbound.From, at?.Group, office,
            at?.Feeder, at?.Transformer, at?.ConsumerNumber, place is { Length: > 0 } ? place : null,
            turn.Inbound.Latitude, turn.Inbound.Longitude, draft.Media, turn.Inbound.Id);

    private static Draft Draft(Turn turn) => turn.Before.Draft ?? new();

    private static string? Described(Turn turn) => turn.Heard.Text.Length > 0 ? turn.Heard.Text : null;

    private static string? Chosen(Turn turn, string[] kinds, Intent intent) =>
        turn.Heard.Choice is { } choice && choice >= 1 && choice <= kinds.Length ? kinds[choice - 1]
        : turn.Heard.Intent == intent ? turn.Heard.Kind
        : Array.Find(kinds, kind => turn.Heard.Names.Contains(kind));
}
