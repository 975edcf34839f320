using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Writes to one person: free text within 24 hours after they wrote, by the number that they wrote to; else the
/// template. At most once for each cause, and exactly once where the provider drops repeats.
/// </summary>
public sealed partial class Letters(
    IEnumerable<IMessageProvider> providers,
    Answers answers,
    Correspondence correspondence,
    SenderNumbers numbers,
    IOptions<WhatsAppOptions> whatsApp,
    TimeProvider time,
    ILogger<Letters> logger)
{
    private const string WindowClosed = "131047";

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (await answers.FindAsync(letter.Cause, cancellationToken) is { IsDone: true })
            return;
        var written = await correspondence.FindAsync(letter.To, cancellationToken);
        if ((written?.To ?? await numbers.ForAsync(letter, cancellationToken)) is not { } number)
        {
            LogNowhere(NameBasedGuid.Of("answer", letter.Cause));
            return;
        }

        var answer = await answers.BeginAsync(letter.Cause, number, cancellationToken);
        if (providers.FirstOrDefault(one => one.Name == answer.Number.Provider) is not { } provider)
        {
            LogNowhere(answer.Id);
            return;
        }

        if (!answer.IsNew && !provider.DropsRepeats)
        {
            // Begun before a kill: it may have left, and a second one would reach the person.
            LogInDoubt(answer.Id);
            return;
        }

        var content = written?.IsOpen(time.GetUtcNow()) == true ? letter.Free : letter.Otherwise;
        var outcome = content is null
            ? SendOutcome.Failed(WindowClosed)
            : await SendAsync(provider, Outgoing(answer, letter, content), cancellationToken);
        await answers.EndAsync(answer, outcome, cancellationToken);
        if (outcome.Code is { } code)
            LogFailed(answer.Id, code, FailureTable.Of(code).Sentence);
    }

    private static OutgoingMessage Outgoing(Answer answer, Letter letter, MessageContent content) => new(
        answer.Id, answer.BegunAt, answer.Number.Sender, letter.To, content, Answers.CallbackOf(answer));

    private async Task<SendOutcome> SendAsync(
        IMessageProvider provider, OutgoingMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await provider.SendAsync(message, cancellationToken);
            if (outcome.Code is null)
                return outcome;
            var failure = FailureTable.Of(outcome.Code);
            if (!failure.Retryable || attempt >= whatsApp.Value.MaxAttempts
                || (failure.OutcomeUnknown && !provider.DropsRepeats))
                return outcome;
            var wait = outcome.RetryAfter ?? failure.RetryAfter!.Value * Math.Pow(2, attempt - 1);
            var longest = whatsApp.Value.MaxRetryDelay;
            await Task.Delay(wait < longest ? wait : longest, time, cancellationToken);
        }
    }

    [LoggerMessage(EventIds.AnswerFailed, LogLevel.Warning, "Answer {AnswerId} was not sent: {Code}. {Reason}")]
    private partial void LogFailed(Guid answerId, string code, string reason);

    [LoggerMessage(EventIds.AnswerInDoubt, LogLevel.Warning,
        "Answer {AnswerId} may have been sent before the host was killed; it is not sent again")]
    private partial void LogInDoubt(Guid answerId);

    [LoggerMessage(EventIds.AnswerNowhere, LogLevel.Warning,
        "Answer {AnswerId} has no number to be sent from")]
    private partial void LogNowhere(Guid answerId);
}
