namespace Samvad.Outages;

/// <summary>Planned work: notice, reminder, beginning; from then on it goes as any outage.</summary>
public sealed partial class OutageRules
{
    private Verdict Planned(OutageReport outage, Known known, DateTimeOffset now)
    {
        var scheduled = outage.State is OutageState.Predicted or OutageState.Scheduled;
        // Crews work by the plan, and a plan that moved is reported; so it begins when it was to begin.
        if (!scheduled || now >= outage.Start)
        {
            return scheduled && !known.Told && outage.Etr <= now
                ? Silence(known, null)
                : Begun(outage, known, now);
        }

        var noticeAt = outage.Start - options.PlannedEarliest;
        if (!known.Told && now < noticeAt)
            return Silence(known, noticeAt);
        if (!known.Told || Moved(known.Start, outage.Start) || Moved(known.Etr, outage.Etr))
        {
            var lead = outage.Start - now;
            var told = known with
            {
                Told = true, Start = outage.Start, Etr = outage.Etr, Delayed = false, Off = false,
                Reminded = lead <= options.PlannedReminder, Lead = lead,
                People = outage.Affected.And(known.People ?? Affected.Nothing),
            };
            return Plan(outage, Notice.Planned, told, now);
        }

        if (!Reached(outage, known).IsEmpty)
            return Widened(outage, Notice.Planned, known, now) with { LookAt = NextOf(outage, known) };

        return !known.Reminded && now >= outage.Start - options.PlannedReminder
            ? Plan(outage, Notice.Reminder, known with { Reminded = true }, now)
            : Silence(known, NextOf(outage, known));
    }

    private Verdict Begun(OutageReport outage, Known known, DateTimeOffset now)
    {
        if (known.Off)
            return Course(outage, known, now);
        var begun = known with
        {
            Told = true, Off = true, Etr = Usable(outage.Etr, now), Lead = known.Lead ?? TimeSpan.Zero,
            Restored = outage.Restored,
            People = outage.Affected.Without(outage.Restored ?? Affected.Nothing).And(known.People ?? Affected.Nothing),
        };
        return Say(outage, Notice.Off, begun, outage.Affected, outage.Restored ?? Affected.Nothing, now);
    }

    private Verdict Plan(OutageReport outage, Notice notice, Known told, DateTimeOffset now) =>
        Say(outage, notice, told, outage.Affected, Affected.Nothing, now) with { LookAt = NextOf(outage, told) };

    private DateTimeOffset NextOf(OutageReport outage, Known known) =>
        known.Reminded ? outage.Start : outage.Start - options.PlannedReminder;

    private bool Moved(DateTimeOffset? told, DateTimeOffset? now) =>
        now is { } time && (told is not { } before || (time - before).Duration() > options.EtrChange);
}
