using Microsoft.AspNetCore.Http;

namespace Samvad.LocalHost.Simulator;

/// <summary>A request that is never answered.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task ForTheCallerToGoAsync(HttpContext context, TimeProvider time)
    {
        try
        {
            await Task.Delay(Longest, time, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone, which is what was waited for.
        }
    }
}
