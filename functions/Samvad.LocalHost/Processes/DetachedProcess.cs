using System.Diagnostics;

namespace Samvad.LocalHost.Processes;

/// <summary>
/// Starts a process that outlives this one and does not get its terminal's signals; stops it by its id.
/// </summary>
internal static class DetachedProcess
{
    // A process group of its own, which bash gives also without a terminal. Not a session where that can be had: Linux
    // shares the processors out among sessions first (sched_autogroup), so the simulator in one of its own was left
    // waiting for up to 100 ms, and that the store is nice to the others counted for nothing.
    private const string Shell = "/bin/bash";
    private const string Script = """
        log=$1; shift
        if [ -z "$BASH_VERSION" ] && command -v setsid >/dev/null 2>&1; then
          setsid "$@" </dev/null >>"$log" 2>&1 &
        else
          set -m; nohup "$@" </dev/null >>"$log" 2>&1 &
        fi
        echo $!
        """;

    /// <summary>Returns the id of the process.</summary>
    /// <exception cref="CommandException">This system has no /bin/sh.</exception>
    public static async Task<int> StartAsync(
        string logFile, string workingDirectory, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            throw new CommandException("The local host runs on Linux and macOS. On Windows use it within WSL.");
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var start = new ProcessStartInfo(File.Exists(Shell) ? Shell : "/bin/sh")
        {
            RedirectStandardOutput = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var argument in (IEnumerable<string>)["-c", Script, "sh", logFile, .. command])
            start.ArgumentList.Add(argument);
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync(cancellationToken);
        await shell.WaitForExitAsync(cancellationToken);
        return int.Parse(output.Trim(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Asks the process to end, waits, and ends it.</summary>
    public static async Task StopAsync(ChildRecord record, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!record.IsAlive())
            return;
        await SignalAsync(record.Pid, "TERM", cancellationToken);
        var waited = Stopwatch.StartNew();
        while (record.IsAlive() && waited.Elapsed < patience)
            await Task.Delay(50, cancellationToken);
        if (record.IsAlive())
            await SignalAsync(record.Pid, "KILL", cancellationToken);
        while (record.IsAlive() && waited.Elapsed < patience + TimeSpan.FromSeconds(5))
            await Task.Delay(50, cancellationToken);
    }

    private static async Task SignalAsync(int pid, string signal, CancellationToken cancellationToken)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {pid}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }
}
