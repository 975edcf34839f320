using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Answers a person through the number that they wrote to: at most once for what they wrote, and exactly once where
/// the provider drops repeats.
/// </summary>
public sealed partial class AnswerSender(
    IEnumerable<IMessageProvider> providers,
    Answers answers,
    IOptions<WhatsAppOptions> whatsApp,
    TimeProvider time,
    ILogger<AnswerSender> logger)
{
    public async Task AnswerAsync(InboundEvent letter, string text, CancellationToken cancellationToken)
    {
        var answer = await answers.BeginAsync(letter.Id, cancellationToken);
        var provider = providers.FirstOrDefault(provider => provider.Name == letter.Provider);
        if (answer.IsDone)
            return;
        if (provider is null || letter.Channel is not { } sender)
        {
            LogNowhere(answer.Id, letter.Provider);
            return;
        }

        if (!answer.IsNew && !provider.DropsRepeats)
        {
            // Begun before a kill: it may have left, and a second one would reach the person.
            LogInDoubt(answer.Id);
            return;
        }

        var message = new OutgoingMessage(
            answer.Id, answer.BegunAt, sender, letter.From, new TextContent(text), Answers.CallbackOf(answer));
        var outcome = await SendAsync(provider, message, cancellationToken);
        await answers.EndAsync(answer, outcome, cancellationToken);
        if (outcome.Code is { } code)
            LogFailed(answer.Id, code, FailureTable.Of(code).Sentence);
    }

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
        "Answer {AnswerId} has no number to be sent from at provider {Provider}")]
    private partial void LogNowhere(Guid answerId, string? provider);
}
