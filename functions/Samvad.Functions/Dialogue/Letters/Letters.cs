using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.FanOut.Pacing;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.Dialogue;

/// <summary>It is not known whether a letter left: a host was killed, or the provider gave no answer. Its status will tell, or time.</summary>
public sealed class LetterInDoubtException(Guid letter) : Exception($"Answer {letter} may have left; its status is waited for.");

/// <summary>
/// Writes to one person: free text within 24 hours after they wrote, by the number that they wrote to; else the
/// template. At most once for each cause, at the pace of the number, and before any tip.
/// </summary>
public sealed partial class Letters(
    IEnumerable<IMessageProvider> providers,
    Answers answers,
    Correspondence correspondence,
    SenderNumbers numbers,
    ChannelStore channels,
    Paces paces,
    IOptions<WhatsAppOptions> whatsApp,
    IOptions<DialogueOptions> options,
    TimeProvider time,
    ILogger<Letters> logger)
{
    private const string WindowClosed = "131047";

    /// <summary>A message that is brought again later than that was answered before, or never will be.</summary>
    private static readonly TimeSpan RepeatedWithin = TimeSpan.FromHours(1);

    // While the app was down its statuses lay on the queue.
    private readonly DateTimeOffset _since = time.GetUtcNow();

    /// <exception cref="LetterInDoubtException">
    /// The letter was begun before a kill, by a provider that does not drop repeats: to be tried again later.
    /// </exception>
    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (await answers.FindAsync(letter.Cause, cancellationToken) is { IsDone: true })
            return;
        var written = await correspondence.FindAsync(letter.To, cancellationToken);
        await SendAsync(letter, written, cancellationToken);
    }

    /// <summary>
    /// Answers what a person wrote. That it is to be said was noted with the dialogue, so nothing else has to be noted
    /// before it leaves.
    /// </summary>
    /// <param name="begunAt">When the answer was noted.</param>
    /// <param name="again">It may have left before.</param>
    /// <exception cref="LetterInDoubtException">As in <see cref="SendAsync(Letter, CancellationToken)"/>.</exception>
    public async Task AnswerAsync(
        Letter letter, LastWritten written, DateTimeOffset begunAt, bool again, CancellationToken cancellationToken)
    {
        var id = Answers.IdOf(letter.Cause);
        if (written.To is not { } number || ProviderOf(number) is not { } provider)
        {
            await SendAsync(letter, written, cancellationToken);
            return;
        }

        if (again && time.GetUtcNow() - begunAt > RepeatedWithin)
            return;
        if (again && !provider.DropsRepeats)
        {
            if (await answers.IsDoneAsync(letter.Cause, cancellationToken))
                return;
            ThrowWhileInDoubt(id, begunAt);
        }

        var answer = new Answer(id, begunAt, number, !again, false);
        var outcome = await SendAsync(provider, Outgoing(answer, letter, letter.Free), cancellationToken);
        // A repetition is dropped, so that it was sent need not be known; of whom its statuses are must be.
        if (provider.DropsRepeats && outcome.MessageId is { } messageId)
            await answers.KeepAsync(messageId, cancellationToken);
        else
            await EndAsync(answer, provider, outcome, cancellationToken);
    }

    private async Task SendAsync(Letter letter, LastWritten? written, CancellationToken cancellationToken)
    {
        if ((written?.To ?? await numbers.ForAsync(letter, cancellationToken)) is not { } number)
        {
            LogNowhere(Answers.IdOf(letter.Cause));
            return;
        }

        var answer = await answers.BeginAsync(letter.Cause, number, cancellationToken);
        if (answer.IsDone)
            return;
        if (ProviderOf(answer.Number) is not { } provider)
        {
            LogNowhere(answer.Id);
            return;
        }

        // Begun before a kill: it may have left, and a second one would reach the person. No status within that time: none did.
        if (!answer.IsNew && !provider.DropsRepeats)
            ThrowWhileInDoubt(answer.Id, answer.BegunAt);

        var content = written?.IsOpen(time.GetUtcNow()) == true ? letter.Free : letter.Otherwise;
        var outcome = content is null
            ? SendOutcome.Failed(WindowClosed)
            : await SendAsync(provider, Outgoing(answer, letter, content), cancellationToken);
        await EndAsync(answer, provider, outcome, cancellationToken);
    }

    private async Task EndAsync(
        Answer answer, IMessageProvider provider, SendOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Code is { } unknown && FailureTable.Of(unknown).OutcomeUnknown && !provider.DropsRepeats)
        {
            LogInDoubt(answer.Id);
            throw new LetterInDoubtException(answer.Id);
        }

        await answers.EndAsync(answer.Id, outcome, carries: !provider.DropsRepeats, cancellationToken);
        if (outcome.Code is { } code)
            LogFailed(answer.Id, code, FailureTable.Of(code).Sentence);
    }

    private void ThrowWhileInDoubt(Guid letter, DateTimeOffset begunAt)
    {
        if (time.GetUtcNow() >= (begunAt > _since ? begunAt : _since) + options.Value.DoubtWait)
            return;
        LogInDoubt(letter);
        throw new LetterInDoubtException(letter);
    }

    private IMessageProvider? ProviderOf(SenderNumber number) => providers.FirstOrDefault(one => one.Name == number.Provider);

    private static OutgoingMessage Outgoing(Answer answer, Letter letter, MessageContent content) => new(
        answer.Id, answer.BegunAt, answer.Number.Sender, letter.To, content, Answers.CallbackOf(answer.Id));

    private async Task<SendOutcome> SendAsync(
        IMessageProvider provider, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var channel = (await channels.AllAsync(cancellationToken))
            .FirstOrDefault(one => one.Provider == provider.Name && one.Sender == message.Sender);
        for (var attempt = 1; ; attempt++)
        {
            if (channel is not null)
                await paces.WaitAsync(channel, Priority.Urgent, cancellationToken);
            var outcome = await provider.SendAsync(message, cancellationToken);
            if (channel is not null)
                paces.Answered(channel);
            if (outcome.Code is null)
                return outcome;
            var failure = FailureTable.Of(outcome.Code);
            if (!failure.Retryable || attempt >= whatsApp.Value.MaxAttempts
                || (failure.OutcomeUnknown && !provider.DropsRepeats))
                return outcome;
            var wait = outcome.RetryAfter ?? failure.RetryAfter!.Value * Math.Pow(2, attempt - 1);
            if (channel is not null && failure is { Class: FailureClass.Throttled, ConcernsPerson: false })
                await paces.ThrottledAsync(channel, wait, cancellationToken);
            var longest = whatsApp.Value.MaxRetryDelay;
            await Task.Delay(wait < longest ? wait : longest, time, cancellationToken);
        }
    }

    [LoggerMessage(EventIds.AnswerFailed, LogLevel.Warning, "Answer {AnswerId} was not sent: {Code}. {Reason}")]
    private partial void LogFailed(Guid answerId, string code, string reason);

    [LoggerMessage(EventIds.AnswerInDoubt, LogLevel.Warning,
        "Answer {AnswerId} may have been sent; its status is waited for")]
    private partial void LogInDoubt(Guid answerId);

    [LoggerMessage(EventIds.AnswerNowhere, LogLevel.Warning,
        "Answer {AnswerId} has no number to be sent from")]
    private partial void LogNowhere(Guid answerId);
}
