using System.Globalization;
using Samvad.LocalHost.Processes;

namespace Samvad.Tests.LocalHost.Processes;

public sealed class DetachedProcessTests
{
    /// <summary>Linux gives processors to sessions first: in one of its own a process may be left waiting for long.</summary>
    [Fact]
    public async Task A_companion_has_its_own_process_group_in_the_session_of_who_started_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "Elsewhere there is no /proc, or no bash.");
        var folder = Directory.CreateTempSubdirectory("samvad-detached");
        var pid = await DetachedProcess.StartAsync(
            Path.Combine(folder.FullName, "log"), folder.FullName, ["sleep", "30"], TestContext.Current.CancellationToken);
        try
        {
            var (group, session) = Of(pid);
            Assert.Equal(pid, group);
            Assert.Equal(Of(Environment.ProcessId).Session, session);
        }
        finally
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            process.Kill();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The third and fourth figure behind the name in parentheses (proc_pid_stat(5)).</summary>
    private static (int Group, int Session) Of(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var figures = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (int.Parse(figures[2], CultureInfo.InvariantCulture), int.Parse(figures[3], CultureInfo.InvariantCulture));
    }
}
