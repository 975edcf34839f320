using Samvad.Announcements.Reports;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Hears one message of a person: its effects, then the dialogue's row, then the answer. Each step may be repeated
/// after a kill: effects are known by the message's id, the row by its tag, the answer by its cause.
/// </summary>
public sealed class Conversing(
    ConversationStore store,
    People people,
    Connections connections,
    Understanding understanding,
    Routing routing,
    Limits limits,
    DialogueTexts texts,
    ConsentDialogue consent,
    Reactions reactions,
    Correspondence correspondence,
    Letters letters)
{
    public async Task HearAsync(InboundEvent inbound, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (inbound.Kind == InboundKind.Reaction)
            return;
        if (ConsentWords.Of(inbound) is { } word)
        {
            if (!word.Given)
                await reactions.NoteAsync(inbound, receivedAt, Reaction.OptOut, cancellationToken);
            await consent.HearAsync(inbound, receivedAt, cancellationToken);
            return;
        }

        var at = inbound.At == default ? receivedAt : inbound.At;
        await correspondence.NoteAsync(inbound, at, cancellationToken);
        var before = await store.FindAsync(inbound.From, cancellationToken);
        var after = before;
        if (!before.Handled.Contains(inbound.Id))
        {
            await reactions.NoteAsync(inbound, receivedAt, Reaction.Reply, cancellationToken);
            after = await AnswerAsync(inbound, at, before, cancellationToken);
            await store.SaveAsync(inbound.From, after, cancellationToken);
        }

        foreach (var said in after.Saying.Where(said => said.Cause == inbound.Id))
            await letters.SendAsync(new(said.Cause, inbound.From, new TextContent(said.Text)), cancellationToken);
    }

    private async Task<Conversation> AnswerAsync(
        InboundEvent inbound, DateTimeOffset at, Conversation before, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(inbound.From, cancellationToken);
        var own = await connections.OfAsync(person, cancellationToken);
        var turn = new Turn(inbound, at, understanding.Of(inbound), before, person, own);
        var (counted, patience) = limits.Count(turn);
        turn = turn with { Before = counted };
        var reply = patience switch
        {
            Patience.Silence => new(counted, null),
            Patience.Warn => new(counted, texts.Say(TextNames.SlowDown, turn.Language)),
            _ => await routing.AnswerAsync(turn, cancellationToken),
        };
        return reply.After.With(inbound.Id, reply.Text is null ? null : new(inbound.Id, reply.Text));
    }
}
