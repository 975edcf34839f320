using Microsoft.Extensions.Logging;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Heeds at once who wants our messages no more, or again: for every topic, for all their seats, also for messages
/// that are queued already. Somebody unknown is remembered, so that a later import does not write to them.
/// </summary>
public sealed partial class ConsentDialogue(
    Seating seating,
    Letters letters,
    Correspondence correspondence,
    TemplateCatalogue catalogue,
    TimeProvider time,
    ILogger<ConsentDialogue> logger)
{
    /// <summary>The source of consent that a person gave or withdrew by writing to us.</summary>
    public const string Source = "whatsapp";
    private const int WordingKept = 64;
    private const Topics Everything = Topics.Outage | Topics.Planned | Topics.Safety | Topics.Service;

    /// <param name="receivedAt">Counts where the provider does not say when it was written.</param>
    /// <param name="answers">Whether the person is answered.</param>
    public async Task HearAsync(
        InboundEvent letter, DateTimeOffset receivedAt, bool answers, CancellationToken cancellationToken)
    {
        var at = letter.At == default ? receivedAt : letter.At;
        await correspondence.NoteAsync(letter, at, cancellationToken);
        if (ConsentWords.Of(letter) is not { } word)
            return;

        var mark = new ConsentMark(Everything, word.Given, Source, at, Wording(letter));
        var person = await seating.ChangePersonAsync(
            letter.From, before => Heard(before ?? Unknown(letter.From, word.Language), mark), cancellationToken);
        LogHeard(NameBasedGuid.Of("inbound", letter.Id), word.Given);
        if (!answers)
            return;
        var text = word.Given ? catalogue.Text(TextNames.ConsentGiven) : catalogue.Text(TextNames.ConsentWithdrawn);
        await letters.SendAsync(
            new(letter.Id, letter.From, new TextContent(text.In(person!.Language))), cancellationToken);
    }

    private Person Heard(Person person, ConsentMark mark)
    {
        var heard = Consents.Hear(person, mark, time.GetUtcNow());
        // Who writes is reached again.
        return heard.UnreachableSince <= mark.At ? heard with { UnreachableSince = null } : heard;
    }

    private static Person Unknown(string address, string language) => new(address, language, false, [], []);

    private static string? Wording(InboundEvent letter)
    {
        var said = (letter.Kind == InboundKind.Text ? letter.Text : letter.ButtonText ?? letter.ButtonPayload)?.Trim();
        return said is { Length: > WordingKept } ? said[..WordingKept] : said;
    }

    [LoggerMessage(EventIds.ConsentHeard, LogLevel.Information, "Inbound {InboundId}: consent given is {Given}")]
    private partial void LogHeard(Guid inboundId, bool given);

}
