using System.Reflection;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Triggers;

/// <summary>
/// Gives messages to a function and settles what it leaves unsettled: completes after success, abandons after
/// failure.
/// </summary>
internal sealed class MessageInvocation(
    LocalFunction function, bool completesByDefault, IServiceScopeFactory scopes, ILogger logger)
{
    // A bool of an attribute cannot tell "false" from "not said", so what was said is read from the metadata.
    private readonly bool _completes = function.Parameter.GetCustomAttributesData()
        .Where(data => data.AttributeType == typeof(ServiceBusTriggerAttribute))
        .SelectMany(data => data.NamedArguments)
        .Where(argument => argument.MemberName == nameof(ServiceBusTriggerAttribute.AutoCompleteMessages))
        .Select(argument => (bool?)argument.TypedValue.Value)
        .FirstOrDefault() ?? completesByDefault;

    public async Task RunAsync(
        ServiceBusReceiver receiver, IReadOnlyList<ServiceBusReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var actions = new ReceiverMessageActions(receiver);
        var succeeded = await InvokeAsync(messages, actions, cancellationToken);
        if (succeeded && !_completes)
            return;
        foreach (var message in messages.Where(message => !actions.IsSettled(message)))
            await SettleAsync(receiver, message, succeeded);
    }

    private async Task<bool> InvokeAsync(
        IReadOnlyList<ServiceBusReceivedMessage> messages, ReceiverMessageActions actions, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await function.InvokeAsync(scope.ServiceProvider, one => Bind(one, messages, actions, cancellationToken));
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            foreach (var message in messages)
                logger.LogError(
                    TriggerEvents.MessageFailed,
                    exception,
                    "Function {Function} failed on message {MessageId} of {Queue}, delivery {DeliveryCount}.",
                    function.Name,
                    message.MessageId,
                    function.Source,
                    message.DeliveryCount);
            return false;
        }
    }

    private static object Bind(
        ParameterInfo parameter,
        IReadOnlyList<ServiceBusReceivedMessage> messages,
        ReceiverMessageActions actions,
        CancellationToken cancellationToken) => parameter.ParameterType switch
        {
            var type when type == typeof(ServiceBusReceivedMessage) => messages[0],
            var type when type == typeof(ServiceBusReceivedMessage[]) => messages.ToArray(),
            var type when type == typeof(string) => messages[0].Body.ToString(),
            var type when type == typeof(BinaryData) => messages[0].Body,
            var type when type == typeof(CancellationToken) => cancellationToken,
            _ => actions,
        };

    private async Task SettleAsync(ServiceBusReceiver receiver, ServiceBusReceivedMessage message, bool succeeded)
    {
        try
        {
            await (succeeded ? receiver.CompleteMessageAsync(message) : receiver.AbandonMessageAsync(message));
        }
        catch (Exception exception) when (exception is ServiceBusException or ObjectDisposedException)
        {
            // Its lock is lost, so it will be delivered again.
            logger.LogWarning(
                TriggerEvents.SettleFailed,
                exception,
                "Message {MessageId} of {Queue} could not be settled after {Function}.",
                message.MessageId,
                function.Source,
                function.Name);
        }
    }
}

/// <summary>Settles through the receiver that holds the lock, and remembers what is settled.</summary>
internal sealed class ReceiverMessageActions(ServiceBusReceiver receiver) : ServiceBusMessageActions
{
    private readonly HashSet<string> _settled = [];

    public bool IsSettled(ServiceBusReceivedMessage message)
    {
        lock (_settled)
            return _settled.Contains(message.LockToken);
    }

    public override Task CompleteMessageAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(message, receiver.CompleteMessageAsync(message, cancellationToken));

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) =>
        SettleAsync(message, receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) => SettleAsync(
            message,
            deadLetterReason is null
                ? receiver.DeadLetterMessageAsync(message, propertiesToModify, cancellationToken)
                : receiver.DeadLetterMessageAsync(
                    message, propertiesToModify ?? [], deadLetterReason, deadLetterErrorDescription, cancellationToken));

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) =>
        SettleAsync(message, receiver.DeferMessageAsync(message, propertiesToModify, cancellationToken));

    public override Task RenewMessageLockAsync(
        ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        receiver.RenewMessageLockAsync(message, cancellationToken);

    private async Task SettleAsync(ServiceBusReceivedMessage message, Task settling)
    {
        ArgumentNullException.ThrowIfNull(message);
        await settling;
        lock (_settled)
            _settled.Add(message.LockToken);
    }
}
