using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>
/// Our own JSON: one event or an array of them. Of `revision` and `asOf` exactly one: a source without revisions gives the
/// time that its report is of, whose milliseconds since 1970 are the revision. A source keeps to one of the two.
/// In a CloudEvent both may be missing; its `time` is the as-of time then. What an operator enters by hand (source
/// `manual`) needs neither: it is as of now.
/// </summary>
internal static class OwnJson
{
    private const int MaxOffices = 200;
    private const int MaxAssets = 2_000;
    private const int MaxConsumerNumbers = 10_000;
    private static readonly string[] AffectedFields = ["offices", "feeders", "transformers", "consumerNumbers"];
    private static readonly string[] Fields =
    [
        "source", "externalId", "revision", "asOf", "kind", "state", "causeCode", "causeText", "faultClass", "start", "etr",
        "restoredAt", .. AffectedFields, "restored", "incremental", "parent", "customersAffected", "customersRestored",
    ];

    /// <summary>An object that names nothing of ours is somebody else's.</summary>
    public static bool Resembles(Given first) => first.Kind != GivenKind.Object || first.Names.Any(name => Fields.Contains(name));

    public static void Read(IEnumerable<Given> events, Envelope envelope, Batch batch)
    {
        foreach (var (given, index) in batch.Number(events))
        {
            if (given.Kind == GivenKind.Object)
                Read(given, envelope, new Draft(index, given, envelope, batch));
            else
                batch.Faults.Add(index, given.Path, given.Shown, "json", "an event is a JSON object");
        }
    }

    private static void Read(Given given, Envelope envelope, Draft draft)
    {
        var rules = draft.Rules;
        CheckNames(given, Fields, rules);
        draft.TakeSource(given["source"], foreign: false);
        draft.ExternalId = !given["externalId"].IsPresent && envelope.Subject is { } subject
            ? Keys.Of(subject, Draft.ExternalIdLimit)
            : rules.Key(given["externalId"], Draft.ExternalIdLimit);
        ReadRevision(given, envelope, draft);
        draft.State = rules.Choice<OutageState>(given["state"], required: true) ?? default;
        ReadKind(given["kind"], draft);
        draft.CauseCode = rules.Text(given["causeCode"], 64);
        draft.CauseText = rules.Text(given["causeText"], 200);
        draft.FaultClass = rules.Choice<FaultClass>(given["faultClass"]);
        draft.Start = rules.Time(given["start"], required: true);
        draft.Etr = rules.Time(given["etr"]);
        draft.RestoredAt = rules.Time(given["restoredAt"]);
        draft.Affected = ReadAffected(given, rules);
        ReadRestored(given["restored"], draft);
        draft.Incremental = rules.Flag(given["incremental"]);
        ReadParent(given["parent"], draft);
        draft.CustomersAffected = rules.Count(given["customersAffected"]);
        draft.CustomersRestored = rules.Count(given["customersRestored"]);
        draft.Finish();
    }

    private static void ReadRevision(Given given, Envelope envelope, Draft draft)
    {
        var (revision, asOf) = (given["revision"], given["asOf"]);
        draft.AsOf = draft.Rules.AsOf(asOf, envelope.ReceivedAt);
        if (revision.IsPresent && asOf.IsPresent)
            draft.Rules.Add(asOf, "revision", "either revision or asOf, not both");
        var isManual = draft.Source == Manual.Source;
        if (revision.IsPresent || (!asOf.IsPresent && envelope.AsOf is null && !isManual))
        {
            draft.Revision = draft.Rules.Whole(
                revision, 1, long.MaxValue, "required, or asOf: a whole number from 1 that rises with each change");
        }
    }

    private static void ReadKind(Given kind, Draft draft)
    {
        var plannedOnly = draft.State is OutageState.Scheduled or OutageState.Started or OutageState.Extended;
        draft.Kind = draft.Rules.Choice<OutageKind>(kind) ?? (plannedOnly ? OutageKind.Planned : OutageKind.Unplanned);
        if (plannedOnly && draft.Kind == OutageKind.Unplanned && kind.Kind == GivenKind.Text)
            draft.Rules.Add(kind, "order", "planned, as only planned outages are scheduled, started or extended");
    }

    private static Affected ReadAffected(Given given, FieldRules rules) => new(
        rules.Codes(given["offices"], MaxOffices),
        rules.Codes(given["feeders"], MaxAssets),
        rules.Codes(given["transformers"], MaxAssets),
        rules.Codes(given["consumerNumbers"], MaxConsumerNumbers));

    private static void ReadRestored(Given restored, Draft draft)
    {
        if (!restored.IsPresent)
            return;
        if (restored.Kind != GivenKind.Object)
        {
            draft.Rules.Add(restored, "json", "an object of " + string.Join(", ", AffectedFields));
            return;
        }

        CheckNames(restored, AffectedFields, draft.Rules);
        if (draft.State != OutageState.PartiallyRestored)
            draft.Rules.Add(restored, "order", "only with state partially-restored");
        draft.Restored = ReadAffected(restored, draft.Rules);
    }

    private static void ReadParent(Given parent, Draft draft)
    {
        if (!parent.IsPresent)
            return;
        CheckNames(parent, ["source", "externalId"], draft.Rules);
        var source = parent["source"].IsPresent ? draft.Rules.Key(parent["source"], Draft.SourceLimit) : draft.Source;
        draft.Parent = $"{source}~{draft.Rules.Key(parent["externalId"], Draft.ExternalIdLimit)}";
    }

    private static void CheckNames(Given given, string[] known, FieldRules rules)
    {
        foreach (var name in given.Names.Where(name => !known.Contains(name)))
            rules.Add(given[name], "unknown-field", "known fields: " + string.Join(", ", known));
    }
}
