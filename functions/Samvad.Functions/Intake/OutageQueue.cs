using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Intake.Formats;
using Samvad.Operations;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Intake;

/// <summary>Puts reports on the queue. Session = outage keeps the revisions of one in order.</summary>
public sealed class OutageQueue([FromKeyedServices(QueueNames.OutageEvents)] ServiceBusSender queue)
{
    /// <summary>A message of 256 KB, less its properties.</summary>
    private const int MaxBytes = 250 * 1024;

    /// <summary>As a message; of one that would be too large the fault.</summary>
    /// <param name="by">See <see cref="OutageReport.By"/>.</param>
    internal static ServiceBusMessage? Pack(Taken taken, string by, FaultList faults)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(taken.Report with { By = by }, OutageJson.Default.OutageReport);
        if (body.Length > MaxBytes)
        {
            faults.Add(
                taken.Index, "", $"{body.Length / 1024} KB", "size",
                $"at most {MaxBytes / 1024} KB an event; name transformers or feeders instead of consumers");
            return null;
        }

        return new ServiceBusMessage(BinaryData.FromBytes(body))
        {
            SessionId = taken.Report.Key,
            MessageId = NameBasedGuid.Of(taken.Report.Key, Cause(taken)).ToString(),
            ContentType = "application/json",
        }.Versioned();
    }

    internal Task SendAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken) =>
        queue.SendAllAsync(messages, cancellationToken);

    // By it the queue drops a repeat: the event where it has a name, else the revision.
    private static string Cause(Taken taken) => taken.EventId is { } name
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))
        : taken.Report.Revision.ToString();
}
