using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Samvad.LocalHost.Broker;
using Samvad.LocalHost.Processes;

namespace Samvad.LocalHost.Serve;

/// <summary>
/// GET /local/status: this host's process, the queues and the processes beside it. On the loopback interface only.
/// </summary>
internal sealed class LocalStatus(LocalServiceBusClient broker, ChildRecord azurite, string simulatorUrl)
{
    public const string Route = "/local/status";

    public async Task AnswerAsync(HttpContext context)
    {
        var counts = await broker.CountAsync(context.RequestAborted);
        using var process = Process.GetCurrentProcess();
        await context.Response.WriteAsJsonAsync(new
        {
            pid = process.Id,
            peakRssMb = process.PeakWorkingSet64 / (1024 * 1024),
            cpuSeconds = process.TotalProcessorTime.TotalSeconds,
            queues = counts.ToDictionary(
                count => count.Queue,
                count => new { active = count.Active, scheduled = count.Scheduled, deadLettered = count.DeadLettered }),
            simulator = simulatorUrl,
            storage = azurite.Ports,
        });
    }
}
