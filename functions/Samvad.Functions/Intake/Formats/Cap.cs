using System.Collections.Frozen;
using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>
/// CAP 1.2. `sender` is the source and `sent` the revision. An Alert names a new outage by its identifier; an Update or
/// Cancel belongs to the outage of the oldest message in its `references`,
/// which may itself refer to an older one (<see cref="CapChains"/>). All info blocks are the same in several languages:
/// they must agree on the times, and for the rest the first counts. Start is `onset`, `effective` or `sent`; the time of
/// restoration is the parameter `ETR` and never `expires`, which is the end of the message. Affected are the geocodes of
/// <see cref="CodeNames"/>; the parameters `CAUSE` and `KIND` (`planned`) are ours. Skipped, as nobody is to be told: what
/// is not `Actual` or not `Public`, Ack and Error, and what has expired.
/// </summary>
internal sealed class Cap(IntakeOptions options)
{
    public const string Namespace = "urn:oasis:names:tc:emergency:cap:1.2";

    private static readonly FrozenSet<string> Statuses = Words("Actual", "Exercise", "System", "Test", "Draft");
    private static readonly FrozenSet<string> Types = Words("Alert", "Update", "Cancel", "Ack", "Error");
    private static readonly FrozenSet<string> Scopes = Words("Public", "Restricted", "Private");
    private static readonly FrozenSet<string> Certainties = Words("Observed", "Likely", "Possible", "Unlikely", "Unknown");

    public void Read(IEnumerable<Given> alerts, Envelope envelope, Batch batch)
    {
        foreach (var (alert, index) in batch.Number(alerts))
        {
            var draft = new Draft(index, alert, envelope, batch, options.AssumedOffset);
            var status = OneOf(alert["status"], Statuses, draft.Rules);
            var type = OneOf(alert["msgType"], Types, draft.Rules);
            var scope = OneOf(alert["scope"], Scopes, draft.Rules);
            if (status is not (null or "Actual"))
                batch.Skip(index, alert["status"], "only Actual alerts are told to people");
            else if (type is "Ack" or "Error")
                batch.Skip(index, alert["msgType"], "it answers another message and tells of no outage");
            else if (scope is not (null or "Public"))
                batch.Skip(index, alert["scope"], "only Public alerts are told to people");
            else
                Read(alert, type, envelope, batch, index, draft);
        }
    }

    private void Read(Given alert, string? type, Envelope envelope, Batch batch, int index, Draft draft)
    {
        var rules = draft.Rules;
        draft.TakeSource(alert["sender"], foreign: true);
        var own = rules.Id(alert["identifier"], Draft.ExternalIdLimit);
        draft.ExternalId = type is null or "Alert" ? own : CapReferences.Root(alert["references"], rules) ?? own;
        draft.Message = draft.ExternalId == own ? null : own;
        draft.AsOf = rules.AsOf(alert["sent"], envelope.ReceivedAt, required: true);
        var infos = alert.All("info").ToList();
        if (infos.Count == 0 && type != "Cancel")
            rules.Add(alert["info"], "required", "at least one info block");
        var expires = Agreed(infos, info => info["expires"], rules);
        var start = Agreed(infos, info => info.FirstOf("onset", "effective"), rules);
        draft.Start = start.At is null ? draft.AsOf : start;
        draft.Etr = Agreed(infos, info => Parameter(info, "ETR"), rules);
        ReadState(infos, type, draft);
        var codes = infos.SelectMany(info => info.All("area")).SelectMany(area => area.All("geocode"));
        draft.Affected = options.CodeNames.Affected(codes.Select(code => (code["valueName"].Text, code["value"])), rules);
        draft.AffectedBy = ("info/area/geocode", "geocodes named " + options.CodeNames.All);
        if (expires.At <= envelope.ReceivedAt && draft.State is not (OutageState.Restored or OutageState.Cancelled))
            batch.Skip(index, expires.Given!, "it has expired");
        else
            draft.Finish();
    }

    private static void ReadState(List<Given> infos, string? type, Draft draft)
    {
        var info = infos.FirstOrDefault();
        var certainty = info is null ? null : OneOf(info["certainty"], Certainties, draft.Rules);
        var planned = info is not null && Named(Parameter(info, "KIND").Text, "planned");
        draft.CauseCode = info is null ? null : draft.Rules.Text(Parameter(info, "CAUSE"), 64);
        draft.Kind = planned ? OutageKind.Planned : OutageKind.Unplanned;
        if (type == "Cancel")
            draft.State = OutageState.Cancelled;
        else if (infos.Any(each => each.All("responseType").Any(response => Named(response.Text, "AllClear"))))
            draft.State = OutageState.Restored;
        else if (planned)
            draft.State = Planned(draft.Start.At > draft.AsOf.At, type);
        else if (certainty is not "Observed")
            draft.State = OutageState.Predicted;
        else
            draft.State = type == "Update" && draft.Etr.At is not null ? OutageState.EtrChanged : OutageState.Confirmed;
    }

    private static OutageState Planned(bool ahead, string? type) =>
        ahead ? OutageState.Scheduled : type == "Update" ? OutageState.Extended : OutageState.Started;

    /// <summary>The first that is given; another language may not say another time.</summary>
    private static Moment Agreed(List<Given> infos, Func<Given, Given> field, FieldRules rules)
    {
        var times = infos.Select(info => rules.Time(field(info))).Where(time => time.At is not null).ToList();
        foreach (var other in times.Where(time => time.At != times[0].At))
            rules.Add(other.Given!, "order", "the same in every info block, as these are languages of one message");
        return times.FirstOrDefault();
    }

    private static Given Parameter(Given info, string name) =>
        info.All("parameter").Where(pair => Named(pair["valueName"].Text, name)).Select(pair => pair["value"]).FirstOrDefault()
        ?? info["parameter"][name];

    private static string? OneOf(Given given, FrozenSet<string> words, FieldRules rules)
    {
        if (given.Text is { } text && words.TryGetValue(text, out var word))
            return word;
        rules.Add(given, "one-of", (given.IsPresent ? "" : "required: ") + "one of " + string.Join(", ", words.Order()));
        return null;
    }

    private static bool Named(string? text, string other) => other.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
