using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Storage;
using Samvad.Telemetry;

namespace Samvad.Operations;

/// <summary>
/// Ends every delivery of a message explicitly: complete, abandon with what failed, or dead-letter with code and
/// reason. A host that stops counts as no failure.
/// </summary>
public sealed partial class Settlement(
    IOptions<OperationsOptions> options, TimeProvider time, ILogger<Settlement> logger)
{
    public async Task SettleAsync(
        string queue,
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        Func<Task> work,
        CancellationToken cancellationToken)
    {
        using var span = Tracing.Process(queue, message);
        using var measured = new Measured(queue, message.EnqueuedTime, time);
        try
        {
            await work();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, Failing.Of(exception).Code);
            await FailAsync(queue, message, actions, exception, cancellationToken);
            return;
        }

        await actions.CompleteMessageAsync(message, CancellationToken.None);
        LogCompleted(queue, message.SequenceNumber, message.DeliveryCount);
    }

    /// <summary>Ends the deliveries of a batch; where working on it breaks off, of all its messages.</summary>
    /// <param name="work">Gives the messages that can never be worked off, each with code and reason.</param>
    public async Task SettleBatchAsync(
        string queue,
        IReadOnlyList<ServiceBusReceivedMessage> messages,
        ServiceBusMessageActions actions,
        Func<Task<IReadOnlyList<(ServiceBusReceivedMessage Message, string Code, string Reason)>>> work,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<(ServiceBusReceivedMessage Message, string Code, string Reason)> dead;
        using var span = Tracing.Process(queue, messages);
        using var measured = new Measured(queue, messages.Min(message => message.EnqueuedTime), time);
        try
        {
            dead = await work();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, Failing.Of(exception).Code);
            await Task.WhenAll(messages.Select(message => FailAsync(queue, message, actions, exception, cancellationToken)));
            return;
        }

        foreach (var (message, code, reason) in dead)
            await FailAsync(queue, message, actions, new PoisonException(code, reason), cancellationToken);
        var gone = dead.Select(letter => letter.Message.SequenceNumber).ToHashSet();
        await Task.WhenAll(messages
            .Where(message => !gone.Contains(message.SequenceNumber))
            .Select(message => actions.CompleteMessageAsync(message, CancellationToken.None)));
    }

    /// <summary>Ends a delivery that failed; the last allowed one is not left to the queue, which knows no reason.</summary>
    public async Task FailAsync(
        string queue,
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        Exception exception,
        CancellationToken cancellationToken)
    {
        var failing = Failing.Of(exception);
        var properties = FailureProperties.Of(message, failing, time.GetUtcNow());
        if (exception is PoisonException || message.DeliveryCount >= QueueNames.MaxDeliveryCount)
        {
            await actions.DeadLetterMessageAsync(message, properties, failing.Code, failing.Reason, CancellationToken.None);
            Metrics.DeadLettered.Add(1, Metrics.Tag("queue", queue), Metrics.Tag("code", failing.Code));
            LogDeadLettered(queue, message.SequenceNumber, message.DeliveryCount, failing.Code, failing.Reason);
            return;
        }

        // A queue gives an abandoned message back at once; holding it gives what failed the time to recover.
        var hold = TimeSpan.FromSeconds(Math.Min(options.Value.LongestHold.TotalSeconds, Math.Pow(2, message.DeliveryCount)));
        LogAbandoned(queue, message.SequenceNumber, message.DeliveryCount, hold, failing.Code, failing.Reason, exception.StackTrace);
        await Task.Delay(hold, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await actions.AbandonMessageAsync(message, properties, CancellationToken.None);
    }

    /// <summary>Takes the age of a message at its beginning and the time of the work at its end.</summary>
    private readonly struct Measured : IDisposable
    {
        private readonly KeyValuePair<string, object?> _queue;
        private readonly long _since = Stopwatch.GetTimestamp();

        public Measured(string queue, DateTimeOffset enqueued, TimeProvider time)
        {
            _queue = Metrics.Tag("queue", queue);
            if (Metrics.QueueAge.Enabled)
                Metrics.QueueAge.Record(Math.Max(0, (time.GetUtcNow() - enqueued).TotalSeconds), _queue);
        }

        public void Dispose() => Metrics.QueueWork.Record(Stopwatch.GetElapsedTime(_since).TotalSeconds, _queue);
    }

    [LoggerMessage(EventIds.MessageCompleted, LogLevel.Debug,
        "Message {SequenceNumber} of {Queue} is done at delivery {DeliveryCount}")]
    private partial void LogCompleted(string queue, long sequenceNumber, int deliveryCount);

    [LoggerMessage(EventIds.MessageAbandoned, LogLevel.Warning,
        "Message {SequenceNumber} of {Queue} broke off at delivery {DeliveryCount}, again in {Hold}: {Code}, {Reason}\n{Trace}")]
    private partial void LogAbandoned(
        string queue, long sequenceNumber, int deliveryCount, TimeSpan hold, string code, string reason, string? trace);

    [LoggerMessage(EventIds.MessageDeadLettered, LogLevel.Error,
        "Message {SequenceNumber} of {Queue} is dead-lettered at delivery {DeliveryCount}: {Code}, {Reason}")]
    private partial void LogDeadLettered(string queue, long sequenceNumber, int deliveryCount, string code, string reason);
}
