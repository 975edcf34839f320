using Microsoft.Extensions.Logging;

namespace Samvad.LocalHost.Triggers;

/// <summary>The log events of the trigger runner.</summary>
internal static class TriggerEvents
{
    public static readonly EventId RequestFailed = new(701, nameof(RequestFailed));
    public static readonly EventId MessageFailed = new(702, nameof(MessageFailed));
    public static readonly EventId TimerFailed = new(703, nameof(TimerFailed));
    public static readonly EventId LockLost = new(704, nameof(LockLost));
    public static readonly EventId ReceiveFailed = new(705, nameof(ReceiveFailed));
    public static readonly EventId SettleFailed = new(706, nameof(SettleFailed));
    public static readonly EventId StoppedWaiting = new(707, nameof(StoppedWaiting));
}
