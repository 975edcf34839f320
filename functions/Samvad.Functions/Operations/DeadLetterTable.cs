namespace Samvad.Operations;

/// <summary>Why messages are put aside, and what an operator does about each.</summary>
public static class DeadLetterTable
{
    public const string Malformed = "malformed";
    public const string UnknownVersion = "unknown-version";
    public const string AnnouncementMissing = "announcement-missing";
    public const string GroupDeleted = "group-deleted";
    public const string Uncorrelated = "uncorrelated";
    public const string StoreFailed = "store-failed";
    public const string QueueFailed = "queue-failed";
    public const string TimedOut = "timed-out";
    public const string Unexpected = "unexpected";

    private static readonly Dictionary<string, string> Remedies = new()
    {
        [Malformed] = "The message is not what the app writes. Find out who sent it; a replay helps only once the app can read it.",
        [UnknownVersion] = "A newer version of the app wrote it. Deploy that version, then replay.",
        [AnnouncementMissing] = "Its announcement is not in the store. Restore the table, then replay.",
        [GroupDeleted] = "The group was deleted after it was planned. Nothing to do; replay if it was imported again.",
        [Uncorrelated] = "No ledger page holds the messages of these statuses. Replay to look for them once more.",
        [StoreFailed] = "The store refused or did not answer. Check its state and the app's role, then replay.",
        [QueueFailed] = "The queues refused or did not answer. Check the namespace and the app's role, then replay.",
        [TimedOut] = "Something took too long, each time. Check store and provider, then replay.",
        [Unexpected] = "The app broke on it. Report code and reason to the developers, and replay after the fix.",
        ["MaxDeliveryCountExceeded"] = "The host ended each time while at work on it. Check its memory and time limits, then replay.",
        ["TTLExpiredException"] = "Nobody took it for as long as the queue keeps messages. Check that the app runs; it is old news.",
    };

    public static IReadOnlyCollection<string> Codes => Remedies.Keys;

    public static string RemedyOf(string? code) => code is not null && Remedies.TryGetValue(code, out var remedy)
        ? remedy
        : "A code that the table of dead letters does not know. Look it up and add it.";
}
