using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Triggers;

/// <summary>Renews a lock at half its time until disposed; tells when it is lost.</summary>
internal sealed class LockRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost;
    private readonly Task _renewing;

    /// <param name="renew">Renews, or does nothing where the time allowed for renewing is over.</param>
    public LockRenewal(DateTimeOffset lockedUntil, Func<Task> renew, TimeProvider time, CancellationToken run)
    {
        _lost = CancellationTokenSource.CreateLinkedTokenSource(run);
        var half = (lockedUntil - time.GetUtcNow()) / 2;
        _renewing = half > TimeSpan.Zero ? RenewAsync(half, renew, time) : Task.CompletedTask;
    }

    /// <summary>Work under the lock ends with it.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(TimeSpan every, Func<Task> renew, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await Task.Delay(every, time, _stop.Token);
                await renew();
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
        catch (Exception exception) when (exception is ServiceBusException or ObjectDisposedException)
        {
            await _lost.CancelAsync();
        }
    }
}
