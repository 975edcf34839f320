using System.Diagnostics;
using System.Text.Json;

namespace Samvad.LocalHost.Processes;

/// <summary>A process beside the host, as written down in the data directory for the next host to find.</summary>
internal sealed record ChildRecord(int Pid, DateTimeOffset StartedAt, IReadOnlyDictionary<string, int> Ports)
{
    // The operating system's clock ticks coarsely, and each reader computes the start anew.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    public static ChildRecord Of(int pid, IReadOnlyDictionary<string, int> ports)
    {
        using var process = Process.GetProcessById(pid);
        return new ChildRecord(pid, process.StartTime, ports);
    }

    public static ChildRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ChildRecord>(File.ReadAllText(path), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string path)
    {
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(this, JsonSerializerOptions.Web));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Whether this very process lives: its id may meanwhile be another's.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
            return (process.StartTime - StartedAt.LocalDateTime).Duration() < Tolerance && !IsZombie();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    // Ended, but not yet waited for by whoever adopted it.
    private bool IsZombie()
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{Pid}/stat");
            return stat.AsSpan(stat.LastIndexOf(')') + 2) is ['Z', ..];
        }
        catch (IOException)
        {
            return false;
        }
    }
}
