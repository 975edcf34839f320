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
    Staff staff,
    Connections connections,
    Understanding understanding,
    Routing routing,
    Limits limits,
    Blocks blocks,
    MediaIntake media,
    DialogueTexts texts,
    ConsentDialogue consent,
    Reactions reactions,
    Letters letters,
    TimeProvider time)
{
    public async Task HearAsync(InboundEvent inbound, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (inbound.Kind == InboundKind.Reaction)
            return;
        var blocked = await blocks.IsBlockedAsync(inbound.From, cancellationToken);
        var word = ConsentWords.Of(inbound);
        // Who wants no more messages is heeded whoever they are.
        if (blocked && word is not { Given: false })
            return;
        var before = await store.FindAsync(inbound.From, cancellationToken);
        if (word is { } said && !await IsNewAsync(said, inbound, cancellationToken))
        {
            if (!said.Given)
                await reactions.NoteAsync(inbound, receivedAt, Reaction.OptOut, cancellationToken);
            await consent.HearAsync(inbound, receivedAt, answers: !blocked, cancellationToken);
            return;
        }

        var at = inbound.At == default ? receivedAt : inbound.At;
        var after = before;
        var again = before.Handled.Contains(inbound.Id);
        if (!again)
        {
            await reactions.NoteAsync(inbound, receivedAt, Reaction.Reply, cancellationToken);
            after = await AnswerAsync(inbound, at, before, word, cancellationToken);
            await store.SaveAsync(inbound.From, after, cancellationToken);
        }

        foreach (var line in after.Lines.Where(line => line.Ours && line.Cause == inbound.Id))
            await letters.AnswerAsync(LetterOf(inbound, line), after.Written!, line.At, again, cancellationToken);
    }

    /// <summary>Somebody who agreed to nothing before agrees by choosing and confirming, not by one word.</summary>
    private async Task<bool> IsNewAsync(ConsentWord word, InboundEvent inbound, CancellationToken cancellationToken) =>
        word.Given && (await people.FindAsync(inbound.From, cancellationToken))?.Consents is not { Count: > 0 };

    private static Letter LetterOf(InboundEvent inbound, Line line) => new(
        line.Cause,
        inbound.From,
        line.Buttons is { } buttons ? new InteractiveContent(line.Text!, buttons) : new TextContent(line.Text!));

    private async Task<Conversation> AnswerAsync(
        InboundEvent inbound, DateTimeOffset at, Conversation before, ConsentWord? word, CancellationToken cancellationToken)
    {
        var person = await people.FindAsync(inbound.From, cancellationToken);
        var own = await connections.OfAsync(person, cancellationToken);
        before = before with { Written = LastWritten.Then(before.Written, inbound, at) };
        var heard = understanding.Of(inbound, before.Step);
        var turn = new Turn(
            inbound, at, time.GetUtcNow(), heard with { Writes = heard.Writes ?? word?.Language }, before, person, own)
        {
            Staff = (await staff.ReadAsync(cancellationToken)).Find(inbound.From),
        };
        var (counted, patience) = limits.Count(turn);
        turn = turn with { Before = counted };
        if (patience == Patience.Answer && inbound.Kind is InboundKind.Image or InboundKind.Document)
        {
            var taken = await media.TakeAsync(inbound, cancellationToken);
            turn = turn with { Media = taken.Name, Refusal = taken.Refusal };
        }

        var reply = patience switch
        {
            Patience.Silence => new(counted, null),
            Patience.Warn => new(counted, texts.Say(TextNames.SlowDown, turn.Language)),
            _ => await routing.AnswerAsync(turn, cancellationToken),
        };
        return reply.After.With(turn, reply.Text, reply.Buttons);
    }
}
