namespace Samvad.FanOut;

/// <summary>Who waits in a queue for a turn.</summary>
internal static class Waiting
{
    /// <summary>Ends with the turn. Who does not wait any more cannot be given it, so it is left to the next.</summary>
    public static async Task<T> WaitAsync<T>(this TaskCompletionSource<T> turn, CancellationToken cancellationToken)
    {
        await using var cancelled = cancellationToken.UnsafeRegister(
            static (turn, token) => ((TaskCompletionSource<T>)turn!).TrySetCanceled(token), turn);
        return await turn.Task;
    }
}
