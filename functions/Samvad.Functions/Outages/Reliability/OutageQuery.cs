using System.Globalization;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>Which outages somebody asks for.</summary>
/// <param name="Running">Those with somebody still without supply.</param>
/// <param name="Offices">Those that hit anybody below them; null for all.</param>
/// <param name="Since">Those that began since then; default a month ago.</param>
internal sealed record OutageQuery(
    bool Running,
    OutageState? State,
    IReadOnlySet<string>? Offices,
    DateTimeOffset Since,
    int Top,
    (DateOnly Month, string Place)? After)
{
    private const int MostTop = 500;
    private const string States = "running or a state as in a report";

    public static OutageQuery Read(HttpRequest request, OfficeTree tree, DateTimeOffset now, List<Fault> faults)
    {
        var office = request.Query["office"].FirstOrDefault();
        if (office is not null && tree.Find(office) is null)
            faults.Add(new Fault(null, "office", office, "unknown", "the code of an office that exists"));
        var state = request.Query["state"].FirstOrDefault();
        var running = state == "running";
        OutageState? wanted = null;
        if (state is not null && !running)
        {
            if (Enum.TryParse<OutageState>(state.Replace("-", "", StringComparison.Ordinal), true, out var parsed)
                && Enum.IsDefined(parsed) && !char.IsAsciiDigit(state[0]))
                wanted = parsed;
            else
                faults.Add(new Fault(null, "state", state, "one-of", States));
        }

        return new OutageQuery(
            running,
            wanted,
            office is null ? null : tree.Subtree(office),
            ReadSince(request, now, faults),
            ReadTop(request, faults),
            ReadAfter(request, faults));
    }

    public bool Fits(Interruption interruption) =>
        interruption.Start >= Since
        && (!Running || interruption.Out > 0)
        && (State is null || interruption.State == State)
        && (Offices is null || interruption.Parts.Any(part => Offices.Contains(part.Office)));

    private static DateTimeOffset ReadSince(HttpRequest request, DateTimeOffset now, List<Fault> faults)
    {
        if (request.Query["since"].FirstOrDefault() is not { } text)
            return now.AddMonths(-1);
        // A plus in a query is a space to many callers.
        if (DateTimeOffset.TryParse(
                text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since)
            && since > now.AddYears(-10))
            return since;
        faults.Add(new Fault(
            null, "since", text, "time", "a time with offset of the last ten years, as 2026-06-12T14:05:00+05:30"));
        return now;
    }

    private static int ReadTop(HttpRequest request, List<Fault> faults)
    {
        if (request.Query["top"].FirstOrDefault() is not { } text)
            return 100;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var top) && top is >= 1 and <= MostTop)
            return top;
        faults.Add(new Fault(null, "top", text, "range", $"a whole number from 1 to {MostTop}"));
        return 1;
    }

    private static (DateOnly Month, string Place)? ReadAfter(HttpRequest request, List<Fault> faults)
    {
        if (request.Query["continuation"].FirstOrDefault() is not { } text)
            return null;
        if (text.Length > 7 && DateOnly.TryParseExact(text[..6] + "01", "yyyyMMdd", out var month))
            return (month, text[7..]);
        faults.Add(new Fault(null, "continuation", text, "page", "as the page before gave it"));
        return null;
    }
}
