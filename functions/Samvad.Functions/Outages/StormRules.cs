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

    /// <summary>Counts an outage that people would be told of now.</summary>
    public Storm Join(Storm storm, OutageReport outage, DateTimeOffset now)
    {
        if (storm.Find(outage.Key) is { Open: true })
            return storm;
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
