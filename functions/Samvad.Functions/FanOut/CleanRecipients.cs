using Microsoft.Azure.Functions.Worker;

namespace Samvad.FanOut;

/// <summary>Forgets whom channels with a daily limit wrote to, once that counts no more.</summary>
public sealed class CleanRecipients(DailyLimit daily)
{
    [Function(nameof(CleanRecipients))]
    public Task Run([TimerTrigger("0 17 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        daily.CleanAsync(cancellationToken);
}
