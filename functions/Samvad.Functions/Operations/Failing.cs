using Azure;
using Azure.Messaging.ServiceBus;
using Samvad.Consumers;

namespace Samvad.Operations;

/// <summary>What broke while a message was worked on, fit for logs and for the message's properties.</summary>
internal sealed record Failing(string Code, string Reason)
{
    private const int MaxReason = 300;

    public static Failing Of(Exception exception)
    {
        var text = exception switch
        {
            RequestFailedException store => $"status {store.Status}, {store.ErrorCode}",
            ServiceBusException queue => $"{queue.Reason}",
            _ => Addresses.Mask(exception.Message)!.ReplaceLineEndings(" "),
        };
        var reason = $"{exception.GetType().Name}: {text}";
        return new(CodeOf(exception), reason.Length <= MaxReason ? reason : reason[..MaxReason]);
    }

    private static string CodeOf(Exception exception) => exception switch
    {
        PoisonException poison => poison.Code,
        RequestFailedException => DeadLetterTable.StoreFailed,
        ServiceBusException => DeadLetterTable.QueueFailed,
        TimeoutException or OperationCanceledException => DeadLetterTable.TimedOut,
        AggregateException { InnerException: { } inner } => CodeOf(inner),
        _ => DeadLetterTable.Unexpected,
    };
}
