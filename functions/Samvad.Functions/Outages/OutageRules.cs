namespace Samvad.Outages;

/// <summary>What follows from an outage as it is now.</summary>
/// <param name="Notice">What to tell; null for nothing.</param>
/// <param name="LookAt">When to decide again, should no report come before; null for never.</param>
/// <param name="Overdue">The time of restoration has passed and supply is not back.</param>
public sealed record Verdict(
    Known Known,
    Notice? Notice,
    Affected To,
    Affected Except,
    DateTimeOffset? Etr,
    DateTimeOffset? LookAt,
    bool Overdue)
{
    /// <inheritdoc cref="Said.Widened"/>
    public bool Widened { get; init; }
}

/// <summary>
/// When to speak, and of what. It looks only at what is known, what was told and the time, so deciding again changes
/// nothing, and a look that comes twice, late or for nothing does no harm.
/// </summary>
public sealed partial class OutageRules(OutageOptions options)
{
    /// <summary>A restoration that was never news and is reported later than that goes into the books only.</summary>
    private static readonly TimeSpan OldNews = TimeSpan.FromHours(6);

    public Verdict Decide(OutageReport outage, Known known, DateTimeOffset now)
    {
        if (known.Ended && !OutageLife.IsOver(outage.State))
            known = new Known { Overdue = known.Overdue, Office = known.Office, Again = true };
        var verdict = outage.Affected.IsEmpty ? Silence(known, null)
            : OutageLife.IsOver(outage.State) ? End(outage, known, now)
            : outage.Kind == OutageKind.Planned ? Planned(outage, known, now)
            : Unplanned(outage, known, now);
        // What else is to be told is told next.
        if (verdict.Notice is not null && Decide(outage, verdict.Known, now).Notice is not null)
            verdict = verdict with { LookAt = now };
        return verdict with { Overdue = !OutageLife.IsOver(outage.State) && outage.Etr <= now };
    }

    private Verdict Unplanned(OutageReport outage, Known known, DateTimeOffset now)
    {
        if (outage.State is OutageState.Predicted or OutageState.Scheduled)
            return Silence(known, null);
        if (known.Told)
            return Course(outage, known, now);
        var restored = outage.Restored ?? Affected.Nothing;
        var told = known with { Told = true, Etr = Usable(outage.Etr, now), Restored = restored, People = outage.Affected.Without(restored) };
        // Who answered that there is no supply was answered; nobody else at the transformer needs to hear of it.
        if (outage.Source == PowerBack.Source)
            return Silence(told, Watch(outage, told, now));
        if (outage.State == OutageState.StillOut)
            return Say(outage, Notice.StillOut, told, outage.Affected, restored, now);
        // A clock that is ahead at the source must not delay the news for long.
        var start = outage.Start < outage.ReceivedAt ? outage.Start : outage.ReceivedAt;
        return now < start + options.MomentaryHold
            ? Silence(known, start + options.MomentaryHold)
            : Say(outage, Notice.Off, told, outage.Affected, restored, now);
    }

    /// <summary>What changes while people know of the outage.</summary>
    private Verdict Course(OutageReport outage, Known known, DateTimeOffset now)
    {
        var reached = Reached(outage, known);
        var back = (outage.Restored ?? Affected.Nothing).Without(known.Restored ?? Affected.Nothing);
        if (!back.IsEmpty)
        {
            var told = known with { Restored = (known.Restored ?? Affected.Nothing).And(back) };
            return Say(outage, Notice.PartlyRestored, told, back, Affected.Nothing, now);
        }

        if (Usable(outage.Etr, now) is { } etr && (known.Etr is not { } before || (etr - before).Duration() > options.EtrChange))
        {
            var later = outage.Kind == OutageKind.Planned && etr > known.Etr;
            var told = known with { Etr = etr, Delayed = false };
            return Rest(later ? Notice.Extended : Notice.EtrChanged, told);
        }

        if (!reached.IsEmpty)
            return Widened(outage, Notice.Off, known, now);
        return known is { Etr: { } passed, Delayed: false } && passed <= now && !(outage.Etr > now)
            ? Rest(Notice.Delayed, known with { Delayed = true })
            : Silence(known, Watch(outage, known, now));

        Verdict Rest(Notice notice, Known told) =>
            Say(outage, notice, told, People(outage).Without(reached), known.Restored ?? Affected.Nothing, now);
    }

    /// <summary>Whom it affects now and who do not know.</summary>
    private static Affected Reached(OutageReport outage, Known known) =>
        known.People is null || outage.Source == PowerBack.Source ? Affected.Nothing
            : outage.Affected.Without(InTheDark(known)).Without(outage.Restored ?? Affected.Nothing);

    /// <summary>Who knows of no supply; not those who were told that it is back.</summary>
    private static Affected InTheDark(Known known) =>
        (known.People ?? Affected.Nothing).Without(known.Restored ?? Affected.Nothing);

    /// <summary>Tells those who are new; not again who is of both, as at a feeder and one of its transformers.</summary>
    private Verdict Widened(OutageReport outage, Notice notice, Known known, DateTimeOffset now)
    {
        var reached = Reached(outage, known);
        var told = known with { People = known.People!.And(reached), Restored = known.Restored?.Without(reached) };
        return Say(outage, notice, told, reached, InTheDark(known).And(outage.Restored ?? Affected.Nothing), now) with
        {
            Widened = true, Etr = Usable(outage.Etr, now),
        };
    }

    private Verdict End(OutageReport outage, Known known, DateTimeOffset now)
    {
        if (known.Ended)
            return Silence(known, null);
        var ended = known with { Ended = true };
        if (outage.State == OutageState.Cancelled || outage.Kind == OutageKind.Planned)
        {
            var notice = outage.State == OutageState.Cancelled ? Notice.Cancelled : Notice.Restored;
            return known.Told ? Last(notice) : Silence(ended, null);
        }

        var at = outage.RestoredAt ?? outage.ReceivedAt;
        if (!known.Told && at - outage.Start < options.MomentaryHold)
            return Silence(ended with { Momentary = true }, null);
        return known.Told || (now - at < OldNews && !known.Again) ? Last(Notice.Restored) : Silence(ended, null);

        Verdict Last(Notice notice)
        {
            var before = known.Restored ?? Affected.Nothing;
            // Whom a later report did not name any more waits for the end as well.
            var to = known.People is { } told && outage.Source != PowerBack.Source ? outage.Affected.And(told) : People(outage);
            return to.Without(before).IsEmpty
                ? Silence(ended, null)
                : Say(outage, notice, ended, to, before, now);
        }
    }

    private Verdict Say(
        OutageReport outage, Notice notice, Known told, Affected to, Affected except, DateTimeOffset now) =>
        new(told, notice, to, except, told.Etr, OutageLife.IsOver(outage.State) ? null : Watch(outage, told, now), false);

    private static Verdict Silence(Known known, DateTimeOffset? lookAt) =>
        new(known, null, Affected.Nothing, Affected.Nothing, known.Etr, lookAt, false);

    /// <summary>The time of restoration is watched, the reported one for the engineer, the told one for the people.</summary>
    private static DateTimeOffset? Watch(OutageReport outage, Known known, DateTimeOffset now) =>
        outage.Etr > now ? outage.Etr : known.Etr > now ? known.Etr : null;

    private DateTimeOffset? Usable(DateTimeOffset? etr, DateTimeOffset now) =>
        etr - now >= options.NoEtrBefore ? etr : null;

    /// <summary>Of an outage that answers opened: those who answered, and not all of their transformer.</summary>
    private static Affected People(OutageReport outage) =>
        outage.Source == PowerBack.Source && outage.Affected.ConsumerNumbers.Count > 0
            ? outage.Affected with { Transformers = [] }
            : outage.Affected;
}
