using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Triggers;

/// <summary>A queue without sessions: up to maxConcurrentCalls messages at once, their locks renewed.</summary>
internal sealed class MessagePump(PumpContext context)
{
    private readonly SemaphoreSlim _slots = new(context.Settings.MaxConcurrentCalls);

    public async Task RunAsync()
    {
        await using var receiver = context.Client.CreateReceiver(context.Queue);
        await context.RepeatAsync(() => StepAsync(receiver));
        for (var i = 0; i < context.Settings.MaxConcurrentCalls; i++)
            await _slots.WaitAsync();
    }

    private async Task StepAsync(ServiceBusReceiver receiver)
    {
        await _slots.WaitAsync(context.Accept);
        ServiceBusReceivedMessage? message = null;
        try
        {
            message = await receiver.ReceiveMessageAsync(cancellationToken: context.Accept);
        }
        finally
        {
            if (message is null)
                _slots.Release();
        }

        if (message is not null)
            _ = Task.Run(() => HandleAsync(receiver, message));
    }

    private async Task HandleAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage message)
    {
        try
        {
            var renewUntil = context.Time.GetUtcNow() + context.Settings.MaxAutoLockRenewalDuration;
            await using var renewal = new LockRenewal(
                message.LockedUntil,
                () => context.Time.GetUtcNow() < renewUntil ? receiver.RenewMessageLockAsync(message) : Task.CompletedTask,
                context.Time,
                context.Run);
            await context.Invocation.RunAsync(receiver, [message], renewal.Lost);
        }
        finally
        {
            _slots.Release();
        }
    }
}

/// <summary>
/// A queue read in batches, one at a time. Like the real host it renews no locks here, so a batch must be done within the
/// lock duration.
/// </summary>
internal sealed class BatchPump(PumpContext context)
{
    public async Task RunAsync()
    {
        await using var receiver = context.Client.CreateReceiver(context.Queue);
        await context.RepeatAsync(async () =>
        {
            var batch = await CollectAsync(receiver);
            if (batch.Count > 0)
                await context.Invocation.RunAsync(receiver, batch, context.Run);
        });
    }

    // What is there goes at once when it is enough; otherwise the batch waits for more until its time is over.
    private async Task<List<ServiceBusReceivedMessage>> CollectAsync(ServiceBusReceiver receiver)
    {
        var settings = context.Settings;
        var batch = new List<ServiceBusReceivedMessage>(
            await receiver.ReceiveMessagesAsync(settings.MaxMessageBatchSize, cancellationToken: context.Accept));
        var until = context.Time.GetUtcNow() + settings.MaxBatchWaitTime;
        while (batch.Count > 0 && batch.Count < settings.MinMessageBatchSize)
        {
            var left = until - context.Time.GetUtcNow();
            if (left <= TimeSpan.Zero || context.Accept.IsCancellationRequested)
                break;
            batch.AddRange(await receiver.ReceiveMessagesAsync(settings.MaxMessageBatchSize - batch.Count, left, CancellationToken.None));
        }

        return batch;
    }
}
