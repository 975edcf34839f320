using Microsoft.Azure.Functions.Worker;

namespace Samvad.Privacy;

/// <summary>Every night at 2:00 Indian time.</summary>
public sealed class KeepNoLonger(Retention retention)
{
    [Function(nameof(KeepNoLonger))]
    public Task Run([TimerTrigger("0 30 20 * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        retention.RunAsync(cancellationToken);
}
