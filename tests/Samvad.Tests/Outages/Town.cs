using System.Globalization;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.Outages;

namespace Samvad.Tests.Outages;

/// <summary>
/// A section with its people, as the rules see it: reports arrive by a timeline, what is to be looked at later is looked
/// at when it is due, and each person notes what comes. Minutes count from the beginning, 15:30 Indian time.
/// </summary>
internal sealed class Town(OutageOptions options)
{
    private readonly OutageRules _rules = new(options);
    private readonly StormRules _storms = new(options);
    private readonly Dictionary<string, (List<OutageReport> Reports, Known Known)> _outages = [];
    private readonly SortedSet<(DateTimeOffset At, string Key)> _looks = [];
    private readonly List<(DateTimeOffset At, string What, Affected To, Affected Except)> _told = [];
    private Storm _storm = new("SEC-1", []);

    /// <summary>Keys of outages whose time of restoration has passed.</summary>
    public HashSet<string> Overdue { get; } = [];

    public Known KnownOf(string key) => _outages["oms~" + key].Known;

    /// <param name="timeline">`minute [name:]state [option=value …]; …`</param>
    public static Town Live(string timeline, OutageOptions? options = null)
    {
        var town = new Town(options ?? new OutageOptions());
        var revisions = new Dictionary<string, long>();
        var events = timeline.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(text => TownEvent.Parse(text, revisions));
        foreach (var (report, at) in events.OrderBy(one => one.At).ToList())
        {
            town.LookUntil(at);
            town.Hear(report, at);
        }

        town.LookUntil(DateTimeOffset.MaxValue);
        return town;
    }

    /// <summary>What a person gets, as `minute what`, one after the other.</summary>
    public string ToldTo(Member person) => string.Join("; ", _told
        .Where(message => IsMeant(person, message.To, message.Except))
        .Select(message => string.Create(CultureInfo.InvariantCulture, $"{(message.At - App.Start).TotalMinutes:0} {message.What}")));

    public static Member Person(string? transformer, string? feeder = "F1", string? consumer = null) => new(
        "m", "+919800000001", "", "mr", Topics.Outage | Topics.Planned, false, "domestic", consumer, feeder, transformer);

    private static bool IsMeant(Member person, Affected to, Affected except)
    {
        var announcement = new Announcement(
            "", "", Topics.Outage, "", new Dictionary<string, IReadOnlyList<string?>>(), to, "oms", default, default) { Except = except };
        var shard = new Shard("", "A", "SEC-1", new Names("", "", ""), to.Offices.Contains("SEC-1"));
        return Audience.Of(announcement, shard, [person], App.Start).Count > 0;
    }

    private void Hear(OutageReport report, DateTimeOffset now)
    {
        if (!_outages.TryGetValue(report.Key, out var outage))
            outage = ([], new Known());
        outage.Reports.Add(report);
        _outages[report.Key] = outage;
        Consider(report.Key, now);
    }

    private void LookUntil(DateTimeOffset end)
    {
        while (_looks.Count > 0 && _looks.Min is var (at, key) && at <= end)
        {
            Assert.True(_looks.Remove(_looks.Min));
            if (key == _storm.Office)
                LookAtStorm(at);
            else
                Consider(key, at);
        }
    }

    private void Consider(string key, DateTimeOffset now)
    {
        var outage = OutageLife.Of(_outages[key].Reports);
        var verdict = _rules.Decide(outage, _outages[key].Known, now);
        _outages[key] = (_outages[key].Reports, verdict.Known);
        _ = verdict.Overdue ? Overdue.Add(key) : Overdue.Remove(key);
        if (verdict.LookAt is { } at)
            _looks.Add((at, key));
        if (verdict.Notice is not { } notice)
            return;
        var heeded = new Heeded(true, Affected.Nothing, null);
        if (outage.Kind == OutageKind.Unplanned && _storms.Counts)
        {
            _storm = _storms.Heed(_storm, outage, notice, now);
            heeded = _storms.Heeded(_storm, outage, verdict);
            if (_storm.DigestAt is { } digestAt)
                _looks.Add((digestAt, _storm.Office));
        }

        if (heeded.Speaks)
            _told.Add((now, What(notice.ToString(), verdict.Etr, notice), verdict.To, verdict.Except.And(heeded.Except)));
    }

    private void LookAtStorm(DateTimeOffset now)
    {
        var last = _storm.Last;
        _storm = _storms.Look(_storm, now);
        if (_storm.Last is { } digest && digest != last)
            _told.Add((now, What($"Digest of {digest.Outages}", digest.Etr, Notice.Off), digest.To, Affected.Nothing));
        if (_storm.DigestAt is { } at)
            _looks.Add((at, _storm.Office));
    }

    private static string What(string name, DateTimeOffset? etr, Notice notice) =>
        etr is { } time && notice is Notice.Off or Notice.EtrChanged or Notice.Extended or Notice.Planned or Notice.Reminder
            ? string.Create(CultureInfo.InvariantCulture, $"{name} until {(etr!.Value - App.Start).TotalMinutes:0}")
            : name;
}
