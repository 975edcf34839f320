using Samvad.Announcements;

namespace Samvad.Outages;

/// <summary>
/// When outages of one office are a storm, and what a person gets then: the outages before the storm each by a message
/// of its own, all others by one digest at the end of <see cref="OutageOptions.StormGather"/> and at most one each
/// <see cref="OutageOptions.StormDigest"/> after that, no message about changed or passed times but by the digest, and
/// one message when the last of the outages that concern the person is over.
/// </summary>
public sealed class StormRules(OutageOptions options)
{
    /// <summary>An outage that nobody ever ended counts no more then.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(3);

    public bool Counts => options.StormOutages > 0;

    /// <summary>The office after something is to be told of one of its outages.</summary>
    public Storm Heed(Storm storm, OutageReport outage, Notice notice, DateTimeOffset now) =>
        notice is Notice.Off or Notice.StillOut ? Join(storm, outage, now)
        : storm.Find(outage.Key) is not { } counted ? storm
        : storm.With(counted with
        {
            Open = !IsEnd(notice),
            Etr = outage.Etr,
            Affected = outage.Affected.Without(outage.Restored ?? Affected.Nothing),
        });

    /// <summary>What the outages around it make of it, after the office heeded it.</summary>
    public Heeded Heeded(Storm storm, OutageReport outage, Verdict verdict)
    {
        var notice = verdict.Notice!.Value;
        // In a storm the end of what nobody was told of is no news.
        if (storm.Find(outage.Key) is not { } counted)
            return new Heeded(verdict.Known.Told || storm.Since is null, Affected.Nothing, storm.Office);
        var speaks = notice switch
        {
            Notice.Off or Notice.StillOut => counted.Single,
            Notice.EtrChanged => counted.Told && storm.Since is null,
            // Whom a digest told the time of all was not told the time of this one.
            Notice.Delayed => counted.Single && storm.Since is null,
            _ => counted.Told,
        };
        // Outside a storm a source may leave an outage open for ever; that must not keep the news from anybody.
        var stormy = storm.Since is not null || !counted.Single;
        var back = IsEnd(notice) || notice == Notice.PartlyRestored;
        return new Heeded(speaks, back && stormy ? storm.OpenBut(outage.Key) : Affected.Nothing, storm.Office);
    }

    private static bool IsEnd(Notice notice) => notice is Notice.Restored or Notice.Cancelled;

    /// <summary>Counts an outage that people would be told of now.</summary>
    private Storm Join(Storm storm, OutageReport outage, DateTimeOffset now)
    {
        if (storm.Find(outage.Key) is { Open: true } open)
        {
            var affected = outage.Affected.Without(outage.Restored ?? Affected.Nothing);
            // Whom it reached since is told of it as the others were: at once, or by the next digest.
            return affected.Without(open.Affected).IsEmpty ? storm
                : storm.With(open with { Affected = open.Affected.And(affected), Etr = outage.Etr, Told = open.Single });
        }

        var joined = (storm with { Outages = [.. storm.Outages.Where(one => Stays(one, now))] })
            .With(new StormOutage(outage.Key, now, outage.Affected, outage.Etr, Open: true, storm.Since is null, storm.Since is null));
        if (storm.Since is not null || joined.Outages.Count(one => now - one.At < options.StormWindow) <= options.StormOutages)
            return joined;
        var first = joined.Find(outage.Key)! with { Told = false, Single = false };
        return joined.With(first) with { Since = now, DigestAt = now + options.StormGather };
    }

    /// <summary>What is due: a digest, the end of the storm, or nothing.</summary>
    public Storm Look(Storm storm, DateTimeOffset now)
    {
        if (storm.Since is null || now < storm.DigestAt)
            return storm;
        var etr = storm.Outages.Where(one => one.Open && one.Etr - now >= options.NoEtrBefore).Max(one => one.Etr);
        var moved = etr is { } time && storm.Last is { } last && last.At >= storm.Since
            && (last.Etr is not { } before || (time - before).Duration() > options.EtrChange);
        var to = storm.Union(one => one.Open && (moved || !one.Told));
        if (to.IsEmpty && now - storm.Outages.Max(one => (DateTimeOffset?)one.At) >= options.StormWindow)
            return storm with { Since = null, DigestAt = null };
        var next = storm with { DigestAt = now + options.StormDigest };
        if (to.IsEmpty)
            return next with { DigestAt = now + options.StormWindow };
        var number = (storm.Last?.Number ?? 0) + 1;
        return next with
        {
            Outages = [.. storm.Outages.Select(one => one with { Told = one.Told || one.Open })],
            Last = new Digest(
                AnnouncementId.New(now, $"storm~{storm.Office}", number),
                storm.Office, number, now, storm.Outages.Count(one => one.Open), etr, to),
        };
    }

    private bool Stays(StormOutage outage, DateTimeOffset now) =>
        now - outage.At < (outage.Open ? Forgotten : options.StormWindow);
}
