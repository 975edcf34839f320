namespace Samvad;

/// <summary>The numbers of the log events, in one place.</summary>
internal static class EventIds
{
    public const int FeedFailed = 1001;
    public const int ImportRuns = 1501;
    public const int ImportEnded = 1502;
    public const int ImportUnknown = 1503;
    public const int OutageOlderRevision = 2001;
    public const int OutageMomentary = 2002;
    public const int StormBegan = 2003;
    public const int StillOutHeard = 2004;
    public const int ConsumersCounted = 2101;
    public const int AnnouncementMade = 3001;
    public const int AnnouncementPlanned = 3002;
    public const int AnnouncementWithoutAudience = 3003;
    public const int AnnouncementFinished = 3004;
    public const int AnnouncementTakenUp = 3005;
    public const int AnnouncementDecided = 3006;
    public const int AnnouncementSuperseded = 3007;
    public const int AnnouncementStuck = 3008;
    public const int ApprovalDecided = 3101;
    public const int ApprovalOverridden = 3102;
    public const int ScheduleRan = 3201;
    public const int ScheduleMissed = 3202;
    public const int ScheduleFailed = 3203;
    public const int ScheduleMoved = 3204;
    public const int ShardDelivered = 4001;
    public const int LedgerMerged = 4003;
    public const int ChannelStopped = 4004;
    public const int AnnouncementParked = 4005;
    public const int ChannelThrottled = 4006;
    public const int StatusesUncorrelated = 5001;
    public const int EventUnknown = 5002;
    public const int CloudApiRefused = 5101;
    public const int WebhookRefused = 5102;
    public const int WebhookAccepted = 5103;
    public const int ConsentHeard = 6001;
    public const int AnswerFailed = 6003;
    public const int AnswerInDoubt = 6004;
    public const int AnswerNowhere = 6005;
    public const int TicketOpened = 6501;
    public const int TicketChanged = 6502;
    public const int TicketVisitFailed = 6503;
    public const int StaffAnnounced = 6504;
    public const int AlertRaised = 7001;
    public const int AlertCleared = 7002;
    public const int MessageCompleted = 7101;
    public const int MessageAbandoned = 7102;
    public const int MessageDeadLettered = 7103;
    public const int DeadLettersReplayed = 7104;
    public const int AuditUnended = 8001;
    public const int PersonErased = 8101;
    public const int RetentionKept = 8102;
    public const int RetentionFailed = 8103;
}
