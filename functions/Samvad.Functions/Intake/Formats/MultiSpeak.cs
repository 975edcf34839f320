using System.Collections.Frozen;
using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>
/// MultiSpeak outageEvents, in SOAP or bare, and as JSON with the same names. It has no sender and no revisions; both come
/// with the request or feed. What is affected is the narrowest that is named: the customers' account numbers; `deviceID`
/// where `deviceType` is a transformer; `feeder`; `area` as our office. `Other` and `Unknown` are recorded as predicted, of
/// which nobody is told; `NonPay` is no outage. `outageDescription` is written for staff and is not taken.
/// </summary>
internal sealed class MultiSpeak(IntakeOptions options)
{
    private static readonly FrozenDictionary<string, OutageState?> States = new Dictionary<string, OutageState?>
    {
        ["Assumed"] = OutageState.Predicted,
        ["Confirmed"] = OutageState.Confirmed,
        ["Restored"] = OutageState.Restored,
        ["Scheduled"] = OutageState.Scheduled,
        ["StillOut"] = OutageState.StillOut,
        ["NonPay"] = null,
        ["Other"] = OutageState.Predicted,
        ["Unknown"] = OutageState.Predicted,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The events of a notification, of its list, or of a list by itself.</summary>
    public static IEnumerable<Given> Events(Given root)
    {
        if (root["OutageEventChangedNotification"] is { IsPresent: true } notification)
            return Events(notification);
        if (root["oEvents"] is { IsPresent: true } events)
            return events.Kind == GivenKind.List ? events.Items : events.All("outageEvent");
        return root["outageEvent"].IsPresent ? root.All("outageEvent") : root.All("outageEvents");
    }

    public void Read(IEnumerable<Given> events, Envelope envelope, Batch batch)
    {
        foreach (var (given, index) in batch.Number(events))
        {
            var draft = new Draft(index, given, envelope, batch, options.AssumedOffset);
            var status = given.FirstOf("outageStatus", "outageEventStatus");
            if (!status.IsPresent)
                draft.Rules.Add(status, "one-of", "required: one of " + string.Join(", ", States.Keys));
            if (draft.Rules.Word(status, States, OutageState.Predicted) is { } state)
                Read(given, state, draft);
            else
                batch.Skip(index, status, "switched off for want of payment: no outage to tell anybody of");
        }
    }

    private static void Read(Given given, OutageState state, Draft draft)
    {
        var rules = draft.Rules;
        draft.TakeSource(given["source"], foreign: true);
        draft.ExternalId = rules.Id(given["objectID"], Draft.ExternalIdLimit);
        var planned = rules.Flag(given["isPlanned"]) || state == OutageState.Scheduled;
        draft.Kind = planned ? OutageKind.Planned : OutageKind.Unplanned;
        draft.State = planned && state == OutageState.Confirmed ? OutageState.Started : state;
        draft.Start = rules.Time(given.FirstOf("startTime", "outageDefined"), required: true);
        draft.Etr = rules.Time(given["ETOR"]);
        draft.RestoredAt = state == OutageState.Restored ? rules.Time(given["completed"]) : default;
        draft.CustomersAffected = rules.Count(given["customersAffected"]);
        draft.CustomersRestored = rules.Count(given["customersRestored"]);
        draft.Affected = ReadAffected(given, rules);
        draft.AffectedBy = (
            "feeder", "a feeder, or the deviceID of a transformer, account numbers, or an area that is our office code");
        draft.Finish();
    }

    private static Affected ReadAffected(Given given, FieldRules rules)
    {
        var list = given["outageCustomerList"];
        var customers = (list.Kind == GivenKind.List ? list.Items : list.All("outageCustomer"))
            .Select(customer => customer["accountNumber"]).Where(account => account.IsPresent).ToList();
        if (customers.Count > 0)
            return new Affected([], [], [], rules.Codes(customers));
        if (given["deviceType"].Text?.Contains("transformer", StringComparison.OrdinalIgnoreCase) is true
            && given["deviceID"] is { IsPresent: true } device)
        {
            return new Affected([], [], rules.Codes([device]), []);
        }

        if (given["feeder"] is { IsPresent: true } feeder)
            return new Affected([], rules.Codes([feeder]), [], []);
        return given["area"] is { IsPresent: true } area ? new Affected(rules.Codes([area]), [], [], []) : Affected.Nothing;
    }
}
