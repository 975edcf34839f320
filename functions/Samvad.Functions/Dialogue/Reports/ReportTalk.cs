using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Hazards and complaints: what, where, a picture who likes; the number at once.</summary>
public sealed class ReportTalk(TicketDesk desk, Connections connections, DialogueTexts texts)
{
    private static readonly string[] Hazards = ["wire", "pole", "transformer", "other"];
    private static readonly string[] Complaints = ["bill", "meter", "voltage", "other"];

    /// <summary>What may be pressed about a picture that came without a word.</summary>
    private static readonly string[] PictureOptions = [TextNames.PictureDanger, TextNames.PictureComplaint, TextNames.PictureNeither];

    public Reply BeginHazard(Turn turn)
    {
        var draft = new Draft(turn.Heard.Kind, Described(turn), turn.Media ?? Pending(turn));
        return draft.Kind is null
            ? new(turn.Before.Asked(Step.HazardWhat, turn.At, draft), texts.Say(TextNames.HazardWhat, turn.Language))
            : new(turn.Before.Asked(Step.HazardWhere, turn.At, draft), texts.Say(TextNames.HazardWhere, turn.Language));
    }

    public Reply? HazardChosen(Turn turn)
    {
        var kind = Chosen(turn, Hazards, Intent.Hazard);
        return kind is null ? null : new(
            turn.Before.Asked(Step.HazardWhere, turn.At, Draft(turn) with { Kind = kind, Media = turn.Media ?? Draft(turn).Media }),
            texts.Say(TextNames.HazardWhere, turn.Language));
    }

    public Reply BeginComplaint(Turn turn) => turn.Heard is { Intent: Intent.Complaint, Kind: { } kind }
        ? Details(turn, kind, turn.Media ?? Pending(turn))
        : new(
            turn.Before.Asked(Step.ComplaintWhat, turn.At, new(Media: turn.Media ?? Pending(turn))),
            texts.Say(TextNames.ComplaintWhat, turn.Language));

    public Reply? ComplaintChosen(Turn turn) =>
        Chosen(turn, Complaints, Intent.Complaint) is { } kind ? Details(turn, kind, turn.Media ?? Draft(turn).Media) : null;

    /// <summary>A picture came without a word: what is it of?</summary>
    public Reply AskPicture(Turn turn) => new(
        turn.Before.Asked(Step.PictureOf, turn.At, new(Media: turn.Media)),
        texts.Say(TextNames.PictureOf, turn.Language),
        [.. PictureOptions.Select(name => texts.Say(name, turn.Language))]);

    /// <summary>The person says what the picture is of.</summary>
    /// <returns>Null where it is neither; what else was said counts.</returns>
    public Reply? PictureChosen(Turn turn) => turn.Heard.Choice switch
    {
        1 => new(
            turn.Before.Asked(Step.HazardWhat, turn.At, new(Media: Pending(turn))), texts.Say(TextNames.HazardWhat, turn.Language)),
        2 => BeginComplaint(turn),
        3 => new(turn.Before.Asked(Step.None, turn.At), texts.Say(TextNames.Welcome, turn.Language)),
        _ => null,
    };

    /// <summary>A picture came where words were asked for: it is kept, and they are asked for again.</summary>
    public Reply KeepPicture(Turn turn, string question) => new(
        turn.Before with { At = turn.At, Draft = Draft(turn) with { Media = turn.Media } }, texts.Say(question, turn.Language));

    /// <summary>The person told of the complaint; where is known of who has one connection.</summary>
    public async Task<Reply> ComplaintToldAsync(Turn turn, CancellationToken cancellationToken)
    {
        var draft = Draft(turn) with { Description = turn.Heard.Text, Media = turn.Media ?? Draft(turn).Media };
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
            turn.Before.Asked(Step.Human, turn.At, new(Ticket: ticket.Number)).Of(ticket.Number),
            texts.Say(TextNames.HandedOver, turn.Language, ("number", ticket.Number)));
    }

    /// <summary>A picture that follows a report.</summary>
    public async Task<Reply> PictureAsync(Turn turn, CancellationToken cancellationToken)
    {
        var number = Draft(turn).Ticket!;
        await desk.AddMediaAsync(number, turn.Inbound.From, turn.Media!, cancellationToken);
        return new(turn.Before, texts.Say(TextNames.PictureAdded, turn.Language, ("number", number)));
    }

    private Reply Details(Turn turn, string kind, string? media) => new(
        turn.Before.Asked(Step.ComplaintDetails, turn.At, new(kind, Media: media)),
        texts.Say(TextNames.ComplaintDetails, turn.Language));

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
            turn.Before.Asked(Step.Photo, turn.At, new(Ticket: ticket.Number)).Of(ticket.Number),
            texts.Say(name, turn.Language, ("number", ticket.Number)));
    }

    private static TicketRequest Request(
        Turn turn, TicketType type, Draft draft, Connection? at, string? place, string office) => new(
            type, draft.Kind ?? "other", draft.Description ?? place ?? "", turn.Inbound.From, at?.Group, office,
            at?.Feeder, at?.Transformer, at?.ConsumerNumber, place is { Length: > 0 } ? place : null,
            turn.Inbound.Latitude, turn.Inbound.Longitude, draft.Media, turn.Inbound.Id);

    /// <summary>The picture that was asked about.</summary>
    private static string? Pending(Turn turn) => turn.Before.Step == Step.PictureOf ? turn.Before.Draft?.Media : null;

    private static Draft Draft(Turn turn) => turn.Before.Draft ?? new();

    private static string? Described(Turn turn) => turn.Heard.Text.Length > 0 ? turn.Heard.Text : null;

    private static string? Chosen(Turn turn, string[] kinds, Intent intent) =>
        turn.Heard.Choice is { } choice && choice >= 1 && choice <= kinds.Length ? kinds[choice - 1]
        : turn.Heard.Intent == intent ? turn.Heard.Kind
        : Array.Find(kinds, kind => turn.Heard.Names.Contains(kind));
}
