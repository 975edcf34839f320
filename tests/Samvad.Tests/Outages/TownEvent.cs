using System.Globalization;
using Samvad.Outages;

namespace Samvad.Tests.Outages;

/// <summary>One event of a timeline, as `12 a:confirmed etr=90 to=F1,T1 back=T1 rev=2 start=0 at=12 planned`.</summary>
internal static class TownEvent
{
    public static (OutageReport Report, DateTimeOffset At) Parse(string text, Dictionary<string, long> revisions)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (name, state) = words[1].Contains(':') ? (words[1].Split(':')[0], words[1].Split(':')[1]) : ("o", words[1]);
        var options = words[2..].ToDictionary(
            word => word.Split('=')[0], word => word.Contains('=') ? word.Split('=')[1] : "");
        var at = Minute(words[0]);
        var revision = options.TryGetValue("rev", out var given)
            ? long.Parse(given, CultureInfo.InvariantCulture)
            : revisions.GetValueOrDefault(name) + 1;
        revisions[name] = Math.Max(revision, revisions.GetValueOrDefault(name));
        var report = new OutageReport(
            options.ContainsKey("nested") ? PowerBack.Source : "oms",
            name,
            revision,
            options.ContainsKey("planned") ? OutageKind.Planned : OutageKind.Unplanned,
            Enum.Parse<OutageState>(state.Replace("-", ""), ignoreCase: true),
            null,
            null,
            options.TryGetValue("start", out var start) ? Minute(start) : App.Start,
            options.TryGetValue("etr", out var etr) ? Minute(etr) : null,
            options.TryGetValue("at", out var back) ? Minute(back) : null,
            options.TryGetValue("to", out var to) ? Assets(to) : revision == 1 ? Assets("F1") : Affected.Nothing,
            at)
        {
            Restored = options.TryGetValue("back", out var restored) ? Assets(restored) : null,
        };
        return (report, at);
    }

    private static DateTimeOffset Minute(string text) =>
        App.Start.AddMinutes(double.Parse(text, CultureInfo.InvariantCulture));

    private static Affected Assets(string codes)
    {
        var all = codes.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return new Affected(
            [.. all.Where(code => code.StartsWith("SEC", StringComparison.Ordinal))],
            [.. all.Where(code => code[0] == 'F')],
            [.. all.Where(code => code[0] == 'T')],
            [.. all.Where(code => code[0] == 'C')]);
    }
}
