using System.Diagnostics;
using System.Text.Json;
using Samvad.LocalHost.Demo;

namespace Samvad.Benchmarks;

/// <summary>Processor seconds, user and system, of who sends, of the simulator and of the table store.</summary>
internal readonly record struct ProcessorTimes(double Sender, double Simulator, double Store)
{
    public static ProcessorTimes operator -(ProcessorTimes after, ProcessorTimes before) =>
        new(after.Sender - before.Sender, after.Simulator - before.Simulator, after.Store - before.Store);
}

/// <summary>Who takes part in a delivery: this process (the floor) or the host, and those beside it.</summary>
internal sealed class DeliveryProcesses(string dataDirectory, HostProcess host)
{
    private readonly int _simulator = Recorded(dataDirectory, "simulator");
    private readonly int _store = Recorded(dataDirectory, "azurite");

    public ProcessorTimes Now(bool floor = false) =>
        new(Of(floor ? Environment.ProcessId : host.Id), Of(_simulator), Of(_store));

    private static double Of(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.TotalProcessorTime.TotalSeconds;
    }

    private static int Recorded(string dataDirectory, string name)
    {
        using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(dataDirectory, name + ".json")));
        return record.RootElement.GetProperty("pid").GetInt32();
    }
}
