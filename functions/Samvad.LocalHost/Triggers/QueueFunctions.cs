using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Triggers;

/// <summary>
/// Runs the Service Bus functions. Stopping takes no further message, waits 10 seconds for the running ones, then cancels
/// them and waits 10 more; what still runs then loses its locks with the process.
/// </summary>
internal sealed class QueueFunctions(
    FunctionIndex index,
    HostSettings settings,
    IServiceProvider services,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<QueueFunctions> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _accept = new();
    private readonly CancellationTokenSource _run = new();
    private Task _pumps = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var functions = index.Functions.Where(function => function.Trigger is ServiceBusTriggerAttribute).ToArray();
        if (functions.Length > 0)
            _pumps = Task.WhenAll([.. functions.Select(Pump)]);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _accept.CancelAsync();
        if (await EndedAsync(cancellationToken))
            return;
        await _run.CancelAsync();
        if (!await EndedAsync(cancellationToken))
            logger.LogWarning(TriggerEvents.StoppedWaiting, "Functions still run after {Seconds} s.", 2 * s_patience.TotalSeconds);
    }

    public void Dispose()
    {
        _accept.Dispose();
        _run.Dispose();
    }

    private Task Pump(LocalFunction function)
    {
        var client = services.GetRequiredService<ServiceBusClient>();
        var trigger = (ServiceBusTriggerAttribute)function.Trigger;
        var invocation = new MessageInvocation(function, settings.AutoCompleteMessages, scopes, logger);
        var pace = new PumpContext(client, function, invocation, settings, time, logger, _accept.Token, _run.Token);
        return trigger switch
        {
            { IsSessionsEnabled: true } => Task.Run(new SessionPump(pace, trigger.IsBatched ? settings.MaxMessageBatchSize : 1).RunAsync),
            { IsBatched: true } => Task.Run(new BatchPump(pace).RunAsync),
            _ => Task.Run(new MessagePump(pace).RunAsync),
        };
    }

    private async Task<bool> EndedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _pumps.WaitAsync(s_patience, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>What every pump needs. Accept ends with the first sign of a stop, Run some time after.</summary>
internal sealed record PumpContext(
    ServiceBusClient Client,
    LocalFunction Function,
    MessageInvocation Invocation,
    HostSettings Settings,
    TimeProvider Time,
    ILogger Logger,
    CancellationToken Accept,
    CancellationToken Run)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    public string Queue => Function.Source;

    /// <summary>Repeats until the host stops, through every failure of the queue, with a pause after each.</summary>
    public async Task RepeatAsync(Func<Task> step)
    {
        while (!Accept.IsCancellationRequested)
        {
            try
            {
                await step();
            }
            catch (OperationCanceledException) when (Accept.IsCancellationRequested)
            {
                return;
            }
            catch (ServiceBusException exception) when (exception.Reason == ServiceBusFailureReason.ServiceTimeout)
            {
                // Nothing came in the time the client waits.
            }
            catch (Exception exception)
            {
                Logger.LogError(
                    TriggerEvents.ReceiveFailed, exception, "Function {Function} cannot receive from {Queue}.", Function.Name, Queue);
                await Task.Delay(s_pause, Time, Accept).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
