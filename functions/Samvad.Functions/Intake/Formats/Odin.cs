using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>
/// ODIN: IEC 61968-3 `PubOutages` as XML, and its JSON. It has no revisions; the as-of time of the request or feed is taken,
/// or the time of receipt. `Names` whose `NameType` is one of <see cref="CodeNames"/> are feeders, transformers, offices and
/// consumers; without them `communityDescriptor` is the office. An outage is planned where its `causeKind` says so or it has
/// an `estimatedPeriod`. Without `outageKind` it counts as confirmed; `outageReported` (by people) as predicted.
/// </summary>
internal sealed class Odin(IntakeOptions options)
{
    private static readonly Dictionary<string, OutageState> States = new(StringComparer.OrdinalIgnoreCase)
    {
        ["predicted"] = OutageState.Predicted,
        ["outageReported"] = OutageState.Predicted,
        ["confirmed"] = OutageState.Confirmed,
        ["partiallyRestored"] = OutageState.PartiallyRestored,
        ["restored"] = OutageState.Restored,
        ["closed"] = OutageState.Restored,
    };

    public void Read(Given root, Envelope envelope, Batch batch)
    {
        foreach (var (given, index) in batch.Number(root.All("Outage")))
            Read(given, new Draft(index, given, envelope, batch, options.AssumedOffset));
    }

    private void Read(Given given, Draft draft)
    {
        var rules = draft.Rules;
        draft.TakeSource(given["source"], foreign: true);
        draft.ExternalId = rules.Id(given["mRID"], Draft.ExternalIdLimit);
        var (actual, planned) = (given["actualPeriod"], given["estimatedPeriod"]);
        ReadTimes(given, actual, planned, draft);
        ReadState(given, actual, planned, draft);
        draft.CauseText = rules.Text(given["cause"], 200);
        draft.CauseCode = Causes.Code(rules.Text(given["causeKind"], 64));
        draft.CustomersAffected = rules.Count(given.FirstOf("originalMetersAffected", "metersAffected"));
        draft.CustomersRestored = rules.Count(given["customersRestored"]);
        if (!given["customersRestored"].IsPresent && given["originalMetersAffected"].IsPresent
            && rules.Count(given["metersAffected"]) is { } now && now <= draft.CustomersAffected)
        {
            draft.CustomersRestored = draft.CustomersAffected - now;
        }

        ReadAffected(given, draft);
        draft.Finish();
    }

    private static void ReadTimes(Given given, Given actual, Given planned, Draft draft)
    {
        Given[] starts =
        [
            actual["start"], given["reportedStartTime"],
            .. given.All("OutageArea").Select(area => area["earliestReportedTime"]), planned["start"],
        ];
        draft.Start = draft.Rules.Time(starts.FirstOrDefault(start => start.IsPresent) ?? given["reportedStartTime"], required: true);
        var ert = given["EstimatedRestorationTime"]["ert"];
        draft.Etr = draft.Rules.Time(ert.IsPresent ? ert : planned["end"]);
    }

    private static void ReadState(Given given, Given actual, Given planned, Draft draft)
    {
        var isPlanned = planned.IsPresent
            || given["causeKind"].Text?.Equals("planned", StringComparison.OrdinalIgnoreCase) is true;
        var reported = draft.Rules.Word(given["outageKind"], States, OutageState.Confirmed);
        draft.Kind = isPlanned ? OutageKind.Planned : OutageKind.Unplanned;
        draft.State = (isPlanned, reported) switch
        {
            (true, OutageState.Predicted) => OutageState.Scheduled,
            (true, OutageState.Confirmed) when !given["outageKind"].IsPresent && !actual["start"].IsPresent => OutageState.Scheduled,
            (true, OutageState.Confirmed) => OutageState.Started,
            _ => reported,
        };
        if (draft.State == OutageState.Restored)
            draft.RestoredAt = draft.Rules.Time(actual["end"]);
    }

    private void ReadAffected(Given given, Draft draft)
    {
        var names = given.All("Names").Select(name => (name["NameType"]["name"].Text ?? name["nameType"].Text, name["name"]));
        draft.Affected = options.CodeNames.Affected(names, draft.Rules);
        if (draft.Affected.IsEmpty && given["communityDescriptor"] is { IsPresent: true } community)
            draft.Affected = new Affected(draft.Rules.Codes([community]), [], [], []);
        draft.AffectedBy = ("communityDescriptor", "our office code, or Names with a NameType of " + options.CodeNames.All);
    }
}
