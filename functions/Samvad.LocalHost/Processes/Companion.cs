using System.Diagnostics;

namespace Samvad.LocalHost.Processes;

/// <summary>
/// A process beside the hosts of one data directory: started by the first host, adopted by the next, ended by the last.
/// </summary>
internal sealed class Companion(string dataDirectory, string name)
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private string RecordPath => Path.Combine(dataDirectory, name + ".json");
    private string LogPath => Path.Combine(dataDirectory, "logs", name + ".log");

    /// <summary>
    /// Adopts the living process, or starts one on the given ports and waits until all of them answer.
    /// </summary>
    public async Task<ChildRecord> EnsureAsync(
        Func<IReadOnlyDictionary<string, int>> ports,
        Func<IReadOnlyDictionary<string, int>, IReadOnlyList<string>> command,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        using var _ = await FileGate.EnterAsync(Path.Combine(dataDirectory, name + ".starting"), cancellationToken);
        if (ChildRecord.Read(RecordPath) is { } found && found.IsAlive())
        {
            await WaitAsync(found, cancellationToken);
            return found;
        }

        var chosen = ports();
        var pid = await DetachedProcess.StartAsync(LogPath, dataDirectory, command(chosen), cancellationToken);
        ChildRecord record;
        try
        {
            record = ChildRecord.Of(pid, chosen);
        }
        catch (ArgumentException)
        {
            throw new CommandException($"{name} ended at once. Its words are in {LogPath}.");
        }

        record.Write(RecordPath);
        await WaitAsync(record, cancellationToken);
        return record;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (ChildRecord.Read(RecordPath) is not { } record)
            return;
        await DetachedProcess.StopAsync(record, StopPatience, cancellationToken);
        File.Delete(RecordPath);
    }

    // A suspended process still takes connections, so this asks no more than that.
    private async Task WaitAsync(ChildRecord record, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        foreach (var port in record.Ports.Values)
            while (!await Ports.AnswersAsync(port, cancellationToken))
            {
                if (!record.IsAlive())
                    throw new CommandException($"{name} ended while starting. Its words are in {LogPath}.");
                if (waited.Elapsed > StartTimeout)
                    throw new CommandException(
                        $"{name} (process {record.Pid}) does not answer on port {port}. See {LogPath}.");
                await Task.Delay(50, cancellationToken);
            }
    }
}
