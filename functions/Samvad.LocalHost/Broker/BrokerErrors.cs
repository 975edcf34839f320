using Azure.Messaging.ServiceBus;

namespace Samvad.LocalHost.Broker;

/// <summary>
/// The errors of a namespace, with the reasons that callers of the real one see. They name no session: a session id may
/// be a phone number.
/// </summary>
internal static class BrokerErrors
{
    /// <summary>Bytes of a message with its properties, and of a batch: Service Bus Standard.</summary>
    public const long MostBytes = 256 * 1024;

    public static ServiceBusException UnknownQueue(string name) => new(
        $"There is no queue '{name}'; queues.json defines the queues.", ServiceBusFailureReason.MessagingEntityNotFound, name);

    public static ServiceBusException TooLarge(BrokerQueue queue, long bytes) => new(
        $"{bytes} bytes are more than queue '{queue.Path}' takes at once ({MostBytes}).",
        ServiceBusFailureReason.MessageSizeExceeded,
        queue.Path);

    public static ServiceBusException MessageLockLost(BrokerQueue queue, long sequenceNumber) => new(
        $"The lock of message {sequenceNumber} of queue '{queue.Path}' expired, or the message is already settled.",
        ServiceBusFailureReason.MessageLockLost,
        queue.Path);

    public static ServiceBusException SessionLockLost(BrokerQueue queue) => new(
        $"The lock of a session of queue '{queue.Path}' expired; accept the session again.",
        ServiceBusFailureReason.SessionLockLost,
        queue.Path);

    public static ServiceBusException SessionIsLocked(BrokerQueue queue) => new(
        $"The session of queue '{queue.Path}' is locked by another receiver.",
        ServiceBusFailureReason.SessionCannotBeLocked,
        queue.Path);

    public static ServiceBusException NoSession(BrokerQueue queue) => new(
        $"Queue '{queue.Path}' had no free session with messages in the time given.",
        ServiceBusFailureReason.ServiceTimeout,
        queue.Path);

    public static ServiceBusException MessageNotFound(BrokerQueue queue, long sequenceNumber) => new(
        $"Queue '{queue.Path}' holds no such message: {sequenceNumber}.", ServiceBusFailureReason.MessageNotFound, queue.Path);

    public static InvalidOperationException SessionsNeeded(BrokerQueue queue) => new(
        $"Queue '{queue.Path}' requires sessions: set SessionId on messages, and accept sessions to receive.");

    public static InvalidOperationException NoSessions(BrokerQueue queue) =>
        new($"Queue '{queue.Path}' has no sessions.");
}
