using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Access;

/// <summary>Who may call what: each HTTP function once. What is missing here does not start.</summary>
public static class EndpointTable
{
    private static readonly Role[] Read = [Role.Viewer, Role.Operator, Role.Approver, Role.Admin];
    private static readonly Role[] ReadAndStaff = [.. Read, Role.Staff];
    private static readonly Role[] Names = [Role.Operator, Role.Admin, Role.Staff];
    private static readonly Role[] Operate = [Role.Operator, Role.Admin];
    private static readonly Role[] Control = [Role.Operator, Role.Approver, Role.Admin];
    private static readonly Role[] Administer = [Role.Admin];

    public static IReadOnlyList<Endpoint> All { get; } =
    [
        For("ShowMe", Proof.AnyCaller, ReadAndStaff, Reach.Unbound),

        For("ReportOutages", Operate) with { BearsTheName = true },
        For("RestoreOutage", Operate),
        For("CancelOutage", Operate),
        For("ChangeEtr", Operate),
        For("ShowOutage", ReadAndStaff),
        For("ShowReplies", ReadAndStaff),
        For("ListOutages", ReadAndStaff),
        For("ShowReliability", Read),
        For("ListFeeds", Read, Reach.Unbound),

        For("ShowNow", Read),
        For("ShowOfficeNow", Read),
        For("ShowQuality", Read, Reach.Whole),

        For("MakeAnnouncement", Operate),
        For("ListAnnouncements", Read),
        For("ShowAnnouncement", Read),
        For("ShowLive", Read),
        For("ListDeliveries", Read),
        For("ControlAnnouncement", Control),

        For("ShowProgress", Read),
        For("ShowReport", Read),
        For("SendTest", Operate),
        For("ListLibrary", Read, Reach.Unbound),
        For("ShowLibraryItem", Read, Reach.Unbound),
        For("PutLibrary", Operate, Reach.Whole),
        For("PutLibraryItem", Operate, Reach.Whole),
        For("DeleteLibraryItem", Operate, Reach.Whole),
        For("ListTemplates", Read, Reach.Unbound),
        For("ExportTemplates", Read, Reach.Unbound),
        For("PutTemplateState", Operate, Reach.Whole),
        For("ListAudiences", Read),
        For("ShowAudience", Read),
        For("PutAudience", Operate),
        For("DeleteAudience", Operate),
        For("AskDryRun", Control),
        For("ShowDryRun", Read),
        For("ListApprovals", Read),
        For("ShowApproval", Read),
        For("DecideApproval", Control),
        For("ListSchedules", Read),
        For("ShowSchedule", Read),
        For("PutSchedule", Operate),
        For("ControlSchedule", Control),
        For("DeleteSchedule", Operate),

        For("ListTickets", ReadAndStaff),
        For("ShowTicket", ReadAndStaff),
        For("ShowTicketMedia", ReadAndStaff),
        For("ShowTicketConversation", Names),
        For("ChangeTicket", Names),

        For("ListOffices", ReadAndStaff),
        For("GetOffice", ReadAndStaff),
        For("PutOffice", Administer, Reach.Whole),
        For("DeleteOffice", Administer, Reach.Whole),
        For("ListGroups", ReadAndStaff),
        For("GetGroup", ReadAndStaff),
        For("PutGroup", Administer),
        For("DeleteGroup", Administer),
        For("ListMembers", Names),
        For("GetMember", Operate),
        For("PutMember", Operate),
        For("DeleteMember", Operate),
        For("GetPerson", Operate),
        For("PutPerson", Operate),
        For("DeletePerson", Administer),
        For("BlockPerson", Operate, Reach.Whole),
        For("UnblockPerson", Operate, Reach.Whole),
        For("ListBlocked", Operate, Reach.Whole),
        For("ExportPerson", Administer) with { Discloses = true },
        For("GetConsentProof", Administer, Reach.Whole),
        For("ListStaff", Read),
        For("DeleteStaff", Administer),
        For("StartImport", Administer),
        For("ListImports", Operate),
        For("GetImport", Operate),

        For("ListChannels", Read),
        For("ShowChannel", Read),
        For("PutChannel", Administer),
        For("ListDeadLetters", Operate),
        For("ReplayDeadLetter", Operate),
        For("ReplayDeadLetters", Operate, Reach.Whole),
        For("ListAlerts", Read),
        For("ListSettings", Administer, Reach.Whole),

        // No key makes keys, or reads who did what: a stolen one must not hide itself.
        For("ListKeys", Administer, Reach.Whole) with { Grantable = false },
        For("MakeKey", Administer, Reach.Whole) with { Grantable = false },
        For("RevokeKey", Administer, Reach.Whole) with { Grantable = false },
        For("ListAudit", Administer) with { Grantable = false },

        For("ShowPage", Proof.Nothing, [], Reach.Unbound),
        For("GetLive", Proof.Nothing, [], Reach.Unbound),
        For("GetReady", Proof.Nothing, [], Reach.Unbound),
        For("GetOpenApi", Proof.Nothing, [], Reach.Unbound),
        For("GetDocs", Proof.Nothing, [], Reach.Unbound),

        For("ConfirmWebhook", Proof.Signature, [], Reach.Unbound),
        For("TakeNotification", Proof.Signature, [], Reach.Unbound),
    ];

    private static readonly FrozenDictionary<string, Endpoint> ByFunction =
        All.ToFrozenDictionary(endpoint => endpoint.Function);

    public static Endpoint? Find(string function) => ByFunction.GetValueOrDefault(function);

    /// <summary>The HTTP functions of the app, by name.</summary>
    internal static IReadOnlyDictionary<string, HttpTriggerAttribute> FunctionsOf(Assembly app) => app.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Select(method => (
            Name: method.GetCustomAttribute<FunctionAttribute>()?.Name,
            Trigger: method.GetParameters().Select(one => one.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>()
                .FirstOrDefault()))
        .Where(function => function is { Name: not null, Trigger: not null })
        .ToDictionary(function => function.Name!, function => function.Trigger!);

    /// <summary>Where the table and the functions disagree; empty where they do not.</summary>
    internal static IReadOnlyList<string> Disagreements(IReadOnlyDictionary<string, HttpTriggerAttribute> functions) =>
    [
        .. functions.Keys.Where(name => Find(name) is null).Order(StringComparer.Ordinal)
            .Select(name => $"{name}: nobody said who may call it; it belongs into {nameof(EndpointTable)}."),
        .. All.Where(endpoint => !functions.ContainsKey(endpoint.Function))
            .Select(endpoint => $"{endpoint.Function}: there is no such function."),
        .. functions.Where(function => function.Value.AuthLevel != AuthorizationLevel.Anonymous)
            .Select(function => $"{function.Key}: {function.Value.AuthLevel} shuts people out who sign in; "
                + $"it must be Anonymous, as {nameof(AccessCheck)} judges."),
        .. functions.Where(function => Find(function.Key)?.Proof == Proof.Nothing && !IsRead(function.Value))
            .Select(function => $"{function.Key}: it may not change anything for whoever comes."),
    ];

    private static bool IsRead(HttpTriggerAttribute trigger) =>
        trigger.Methods is { Length: > 0 } methods && methods.All(method => method is "get" or "head");

    private static Endpoint For(string function, Role[] roles, Reach reach = Reach.Own) =>
        For(function, Proof.Role, roles, reach);

    private static Endpoint For(string function, Proof proof, Role[] roles, Reach reach) =>
        new(function, proof, roles.ToFrozenSet(), reach, Grantable: proof == Proof.Role);
}
