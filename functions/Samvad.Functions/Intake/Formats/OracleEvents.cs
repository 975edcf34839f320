using System.Collections.Frozen;
using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>
/// `outageEventNotifications` as Oracle's outage management sends them: `externalSystem` is the source, `messageReference`
/// the revision, and each is of one outage. `discarded` is cancelled, `completionDateTime` restored; a planned outage
/// (C1PL) is scheduled until its start and started from then on. Customers are account numbers, or objects that hold one as
/// `consumerNumber`, `accountId` or `spId`; `incrementalUpdate` adds them to those known. `additionalDetails` are
/// `{name, value}`: our codes under the names of <see cref="CodeNames"/>, and the cause code as `CAUSE`.
/// </summary>
internal sealed class OracleEvents(IntakeOptions options)
{
    private static readonly FrozenDictionary<string, OutageKind> Kinds = new Dictionary<string, OutageKind>
    {
        ["C1PL"] = OutageKind.Planned,
        ["C1UP"] = OutageKind.Unplanned,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public void Read(Given root, Envelope envelope, Batch batch)
    {
        foreach (var (message, index) in batch.Number(root.All("outageMessages")))
        {
            var draft = new Draft(index, message, envelope, batch, options.AssumedOffset);
            draft.TakeSource(root["externalSystem"], foreign: true);
            Read(message["eventDetails"], message["customerInformation"], envelope.ReceivedAt, draft);
        }
    }

    private void Read(Given details, Given customers, DateTimeOffset now, Draft draft)
    {
        var rules = draft.Rules;
        draft.ExternalId = rules.Id(details["externalOutageId"], Draft.ExternalIdLimit);
        draft.Revision = rules.Whole(
            details["messageReference"], 1, long.MaxValue, "required: a whole number from 1 that rises with each message") ?? 1;
        if (!details["outageType"].IsPresent)
            rules.Add(details["outageType"], "one-of", "required: one of " + string.Join(", ", Kinds.Keys));
        draft.Kind = rules.Word(details["outageType"], Kinds, OutageKind.Unplanned);
        draft.Start = rules.Time(details["startDateTime"], required: true);
        draft.Etr = rules.Time(details["estimatedRestorationTime"]);
        var completed = rules.Time(details["completionDateTime"]);
        draft.State = State(rules.Flag(details["discarded"]), completed.At is not null, draft.Kind, draft.Start.At > now);
        draft.RestoredAt = draft.State == OutageState.Restored ? completed : default;
        draft.CustomersAffected = rules.Count(details["impactedCustomers"]);
        var pairs = details.All("additionalDetails").Select(detail => (Name: detail["name"].Text, Value: detail["value"])).ToList();
        draft.CauseCode = rules.Text(pairs.FirstOrDefault(pair => Named(pair.Name, "CAUSE")).Value ?? details["causeCode"], 64);
        var named = options.CodeNames.Affected(pairs, rules);
        draft.Affected = named with
        {
            ConsumerNumbers = [.. named.ConsumerNumbers.Union(rules.Codes(customers.All("customers").Select(Number)))],
        };
        draft.Incremental = rules.Flag(customers["incrementalUpdate"]);
        draft.AffectedBy = ("customerInformation.customers", "account numbers, or additionalDetails named " + options.CodeNames.All);
        draft.Finish();
    }

    private static OutageState State(bool discarded, bool completed, OutageKind kind, bool ahead) => (discarded, completed, kind) switch
    {
        (true, _, _) => OutageState.Cancelled,
        (_, true, _) => OutageState.Restored,
        (_, _, OutageKind.Unplanned) => OutageState.Confirmed,
        _ => ahead ? OutageState.Scheduled : OutageState.Started,
    };

    private static Given Number(Given customer) =>
        customer.Kind == GivenKind.Object ? customer.FirstOf("consumerNumber", "accountId", "spId") : customer;

    private static bool Named(string? name, string other) => other.Equals(name, StringComparison.OrdinalIgnoreCase);
}
