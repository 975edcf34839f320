using System.Globalization;

namespace Samvad.LocalHost.Sample;

/// <summary>
/// The offices of a sample: for 875 groups one circle of 5 divisions, 24 subdivisions and 130 sections (the district
/// of Satara); for more groups several such circles under zones of a region.
/// </summary>
internal sealed class SampleOffices
{
    private const int GroupsPerCircle = 875;
    private const int Divisions = 5;
    private const int Subdivisions = 24;
    private const int Sections = 130;
    private const int CirclesPerZone = 3;

    private readonly List<SampleOffice> _all = [];
    private readonly List<string> _sections = [];

    public SampleOffices(int groups)
    {
        var circles = Math.Max(1, (groups + GroupsPerCircle - 1) / GroupsPerCircle);
        if (circles > 1)
            AddAbove(circles);
        for (var circle = 0; circle < circles; circle++)
            AddCircle(circle, circles > 1 ? ZoneCode(circle / CirclesPerZone) : "");
    }

    public IReadOnlyList<SampleOffice> All => _all;

    /// <summary>Circle after circle, the sections of each in order.</summary>
    public string SectionOf(int group, int groups) => _sections[(int)((long)group * _sections.Count / groups)];

    /// <summary>The place that names the section.</summary>
    public static (string Deva, string En) Place(string section) =>
        Places.Towns[int.Parse(
            section.AsSpan(section.LastIndexOf('-') + 2), CultureInfo.InvariantCulture) % Places.Towns.Count];

    public static string CircleOf(string office) => office.Split('-')[0];

    private void AddAbove(int circles)
    {
        _all.Add(Office("REGION", "region", "", ("पुणे प्रादेशिक विभाग", "पुणे प्रादेशिक विभाग", "Pune Region")));
        for (var zone = 0; zone <= (circles - 1) / CirclesPerZone; zone++)
        {
            var seat = Places.Seats[zone * CirclesPerZone % Places.Seats.Count];
            _all.Add(Office(
                ZoneCode(zone), "zone", "REGION", ($"{seat.Deva} परिमंडल", $"{seat.Deva} परिमंडल", $"{seat.En} Zone")));
        }
    }

    private void AddCircle(int number, string parent)
    {
        var seat = Places.Seats[number % Places.Seats.Count];
        var circle = CircleCode(number);
        _all.Add(Office(circle, "circle", parent, ($"{seat.Deva} मंडल", $"{seat.Deva} मंडल", $"{seat.En} Circle")));
        for (var at = 0; at < Divisions; at++)
            Add($"{circle}-D{at + 1}", "division", circle, at, "विभाग", "डिवीजन", "Division");
        for (var at = 0; at < Subdivisions; at++)
            Add($"{circle}-SD{at + 1:d2}", "subdivision", $"{circle}-D{at * Divisions / Subdivisions + 1}", at,
                "उपविभाग", "उपखंड", "Subdivision");
        for (var at = 0; at < Sections; at++)
        {
            var code = $"{circle}-S{at + 1:d3}";
            var parentCode = $"{circle}-SD{at * Subdivisions / Sections + 1:d2}";
            Add(code, "section", parentCode, at + 1, "शाखा", "शाखा", "Section");
            _sections.Add(code);
        }
    }

    private void Add(string code, string level, string parent, int place, string mr, string hi, string en)
    {
        var (deva, latin) = Places.Towns[place % Places.Towns.Count];
        // Where the district has more sections than names, the later ones are the rural part of the place.
        var rural = place >= Places.Towns.Count;
        _all.Add(Office(
            code, level, parent,
            ($"{deva} {(rural ? "ग्रामीण " : "")}{mr}", $"{deva} {(rural ? "ग्रामीण " : "")}{hi}",
                $"{latin} {(rural ? "Rural " : "")}{en}")));
    }

    private static SampleOffice Office(
        string code, string level, string parent, (string Mr, string Hi, string En) names) =>
        new(code, level, parent, names.Mr, names.Hi, names.En);

    private static string CircleCode(int number) => number == 0 ? "SAT" : $"C{number + 1:d2}";

    private static string ZoneCode(int number) => $"ZONE-{number + 1:d2}";
}
