using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Outages;

/// <summary>Asks for an outage to be looked at again, though nothing was reported.</summary>
/// <param name="Storm">The storm that is meant instead.</param>
public sealed record OutageLook(string Source, string ExternalId, string? Storm = null);

/// <summary>
/// What is to be decided later waits as a scheduled message in the session of its outage: it survives every crash and
/// never races with a report. Nothing has to be cancelled, for a look that finds nothing due does nothing.
/// </summary>
public sealed class OutageLooks([FromKeyedServices(QueueNames.OutageEvents)] ServiceBusSender queue)
{
    /// <summary>By the subject a look is told from a report.</summary>
    public const string Subject = "look";

    public Task AskAsync(OutageReport outage, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync(new OutageLook(outage.Source, outage.ExternalId), outage.Key, at, cancellationToken);

    public Task AskAsync(string storm, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync(new OutageLook("", "", storm), storm, at, cancellationToken);

    private Task AskAsync(OutageLook look, string session, DateTimeOffset at, CancellationToken cancellationToken) =>
        queue.SendMessageAsync(
            new ServiceBusMessage(BinaryData.FromBytes(
                JsonSerializer.SerializeToUtf8Bytes(look, OutageJson.Default.OutageLook)))
            {
                SessionId = session,
                MessageId = string.Create(CultureInfo.InvariantCulture, $"look~{session[..Math.Min(90, session.Length)]}~{at.UtcTicks:x}"),
                Subject = Subject,
                ContentType = "application/json",
                // Tables round to a tick less than clocks may; a look that comes early would find nothing.
                ScheduledEnqueueTime = at.AddMilliseconds(1),
            }.Versioned(),
            cancellationToken);
}
