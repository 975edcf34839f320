using System.Diagnostics;
using Azure.Messaging.ServiceBus;

namespace Samvad.Telemetry;

/// <summary>
/// The trace of a report from HTTP to the page of the ledger that is sent: each message to ourselves carries the context
/// of the work that made it. Spans are of messages and pages, never of single people.
/// </summary>
public static class Tracing
{
    public const string SourceName = "Samvad";

    /// <summary>The property by which the Service Bus SDK hands a context on (W3C trace parent).</summary>
    public const string ContextProperty = "Diagnostic-Id";

    /// <summary>Traces that one batch of provider events is linked to.</summary>
    private const int MostLinks = 32;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Hands the current trace on, unless the message carries one.</summary>
    public static ServiceBusMessage Traced(this ServiceBusMessage message)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            message.ApplicationProperties.TryAdd(ContextProperty, id);
        return message;
    }

    /// <summary>Work on one message, in the trace that it came of. Session ids may be addresses, so they are left out.</summary>
    internal static Activity? Process(string queue, ServiceBusReceivedMessage message) => Source.HasListeners()
        ? Source.StartActivity(
            "process " + queue, ActivityKind.Consumer, ContextOf(message) ?? default, Tags(queue, message.DeliveryCount, 1))
        : null;

    /// <summary>Work on a batch, a trace of its own that is linked to those that its messages came of.</summary>
    internal static Activity? Process(string queue, IReadOnlyList<ServiceBusReceivedMessage> messages) => Source.HasListeners()
        ? Source.StartActivity(
            "process " + queue,
            ActivityKind.Consumer,
            default(ActivityContext),
            Tags(queue, messages.Max(message => message.DeliveryCount), messages.Count),
            messages.Select(ContextOf).OfType<ActivityContext>().DistinctBy(context => context.TraceId)
                .Take(MostLinks).Select(context => new ActivityLink(context)))
        : null;

    /// <summary>Sending one page of the ledger.</summary>
    internal static Activity? Send(string announcement, string group, int page, int people)
    {
        var activity = Source.StartActivity("send page", ActivityKind.Client);
        activity?.SetTag("samvad.announcement", announcement);
        activity?.SetTag("samvad.group", group);
        activity?.SetTag("samvad.page", page);
        activity?.SetTag("samvad.people", people);
        return activity;
    }

    private static ActivityContext? ContextOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(ContextProperty, out var id)
        && ActivityContext.TryParse(id as string, null, isRemote: true, out var context) ? context : null;

    private static KeyValuePair<string, object?>[] Tags(string queue, int delivery, int count) =>
    [
        new("messaging.system", "servicebus"),
        new("messaging.destination.name", queue),
        new("messaging.operation.type", "process"),
        new("messaging.batch.message_count", count),
        new("samvad.delivery", delivery),
    ];
}
