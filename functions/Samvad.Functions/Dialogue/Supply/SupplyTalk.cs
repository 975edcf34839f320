using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>"No light": the known outage with its reason and time, else a ticket.</summary>
public sealed class SupplyTalk(
    RunningOutages running, TicketDesk desk, Predictions predictions, Subscriptions subscriptions, Connections connections,
    DialogueTexts texts)
{
    private const string ServiceCode = "no-supply";

    public async Task<Reply> BeginAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Heard.ConsumerNumber is not null)
            return await OfNumberAsync(turn, cancellationToken);
        if (turn.Connections.Count == 0)
            return new(turn.Before.Asked(Step.ConsumerNumber, turn.At), texts.Say(TextNames.NeedConsumerNumber, turn.Language));
        if (turn.Connections.Count == 1)
            return await OfConnectionAsync(turn, turn.Connections[0], cancellationToken);
        return new(turn.Before.Asked(Step.Connection, turn.At), Which(turn));
    }

    /// <summary>The person says which connection is meant.</summary>
    public async Task<Reply?> ChosenAsync(Turn turn, CancellationToken cancellationToken)
    {
        var at = turn.Heard.Choice is { } choice ? choice - 1
            : turn.Connections.ToList().FindIndex(one => one.ConsumerNumber == turn.Heard.ConsumerNumber);
        return at >= 0 && at < turn.Connections.Count
            ? await OfConnectionAsync(turn, turn.Connections[at], cancellationToken)
            : null;
    }

    /// <summary>The person, whose place is not known, gives a consumer number.</summary>
    public async Task<Reply> OfNumberAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.Heard.ConsumerNumber is { } number && await connections.FindAsync(number, cancellationToken) is { } found
            ? await OfConnectionAsync(turn, found, cancellationToken)
            : new(turn.Before.Asked(Step.ConsumerNumber, turn.At), texts.Say(TextNames.ConsumerNumberUnknown, turn.Language));

    private async Task<Reply> OfConnectionAsync(Turn turn, Connection at, CancellationToken cancellationToken)
    {
        var after = turn.Before.Asked(Step.None, turn.At);
        if (await running.FindAsync(at.Offices, at.Feeder, at.Transformer, at.ConsumerNumber, cancellationToken) is { } outage)
        {
            await subscriptions.AddAsync(
                outage.Key,
                new(turn.Inbound.From, at.Offices[0], turn.Language, turn.Connections.Contains(at), turn.At),
                cancellationToken);
            return new(after, Known(outage, turn.Language));
        }

        if (at.Transformer is not null)
            await predictions.ReportAsync(at, turn.Inbound.From, turn.At, cancellationToken);
        var (ticket, isNew) = await desk.OpenAsync(
            new(
                TicketType.NoSupply, ServiceCode, turn.Heard.Text, turn.Inbound.From, at.Group, at.Offices[0], at.Feeder,
                at.Transformer, at.ConsumerNumber, null, null, null, turn.Media, turn.Inbound.Id),
            cancellationToken);
        var name = isNew ? TextNames.SupplyTicket : TextNames.SupplyTicketKnown;
        return new(after.Of(ticket.Number), texts.Say(name, turn.Language, ("number", ticket.Number)));
    }

    private string Known(OutageReport outage, string language)
    {
        var reason = texts.Cause(outage.CauseCode, outage.CauseText, language);
        var since = texts.Time(outage.Start, language);
        return outage.Etr is { } etr
            ? texts.Say(TextNames.SupplyKnownUntil, language,
                ("reason", reason), ("since", since), ("until", texts.Time(etr, language)), ("number", outage.Reference))
            : texts.Say(TextNames.SupplyKnown, language, ("reason", reason), ("since", since), ("number", outage.Reference));
    }

    private string Which(Turn turn) => texts.Say(TextNames.WhichConnection, turn.Language,
        ("list", string.Join('\n', turn.Connections.Select((one, index) => $"{index + 1}. {one.Label}"))));
}
