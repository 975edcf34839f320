using System.Globalization;
using System.Text;

namespace Samvad.Benchmarks.Drill;

/// <summary>A person of the drill, and where they have supply.</summary>
internal sealed record Neighbour(string Phone, string Language, string Transformer);

/// <summary>People on one feeder: groups of 250 with four transformers each, and the staff who care for them.</summary>
internal sealed class DrillTown(int people)
{
    public const string Feeder = "DRILL-11-0001";
    public const string Section = "DRILL-S001";
    private const int GroupSize = 250;
    private const int TransformersPerGroup = 4;
    private static readonly string[] Languages = ["mr", "mr", "hi", "en"];

    public IReadOnlyList<Neighbour> People { get; } =
    [
        .. Enumerable.Range(0, people).Select(person => new Neighbour(
            Phone(person), Languages[person % Languages.Length], TransformerOf(person))),
    ];

    /// <summary>Of another feeder and office, who have the host at work before.</summary>
    public IReadOnlyList<Neighbour> Before { get; } =
        [.. Enumerable.Range(0, 600).Select(person => new Neighbour(Phone(800_000 + person), "en", $"WARM-DTC-{person / 50}"))];

    /// <summary>Writes offices.csv, groups.csv, members.csv and staff.csv.</summary>
    public async Task WriteAsync(string directory)
    {
        var groups = Enumerable.Range(0, (people + GroupSize - 1) / GroupSize).ToList();
        await WriteAsync(directory, "offices", "code,level,parent,name_mr,name_hi,name_en",
        [
            "DRILL,division,,विभाग,विभाग,Division", $"DRILL-SD01,subdivision,DRILL,उपविभाग,उपखंड,Subdivision",
            $"{Section},section,DRILL-SD01,शाखा,शाखा,Section", "DRILL-S002,section,DRILL-SD01,शाखा,शाखा,Section",
        ]);
        await WriteAsync(
            directory, "groups", "id,office,name,area,lineman",
            groups.Select(group => $"{GroupOf(group)},{Section},गट {group + 1},urban,").Append("WARM-G,DRILL-S002,गट,urban,"));
        await WriteAsync(
            directory, "members",
            "group,member,name,phone,language,category,consumer_number,feeder,transformer,"
            + "consent_outage,consent_planned,consent_safety,consent_service,consent_source,consent_date",
            People.Select((one, at) => $"{GroupOf(at / GroupSize)},m{at:d5},नाव,{one.Phone},{one.Language},domestic,"
                + $"{200_000_000_000 + at},{Feeder},{one.Transformer},yes,yes,no,no,form,2026-05-01")
                .Concat(Before.Select((one, at) => $"WARM-G,m{at:d5},नाव,{one.Phone},en,domestic,{300_000_000_000 + at},WARM-11-0001,"
                    + $"{one.Transformer},yes,yes,no,no,form,2026-05-01")));
        await WriteAsync(
            directory, "staff", "phone,name,role,office,group,language",
            groups.Select(group => $"{Phone(900_000 + group)},जनमित्र {group + 1},janamitra,{Section},{GroupOf(group)},mr")
                .Append($"{Phone(990_001)},अभियंता,engineer,{Section},,mr")
                .Append($"{Phone(990_002)},उपअभियंता,engineer,DRILL-SD01,,mr"));
    }

    private static Task WriteAsync(string directory, string name, string header, IEnumerable<string> rows) => File.WriteAllLinesAsync(
        Path.Combine(directory, name + ".csv"), rows.Prepend(header), new UTF8Encoding(false));

    private static string TransformerOf(int person) =>
        Text($"DRILL-DTC-{person / GroupSize * TransformersPerGroup + person % TransformersPerGroup + 1:d6}");

    private static string GroupOf(int group) => Text($"DRILL-G{group + 1:d3}");

    private static string Phone(int person) => Text($"9400{person:d6}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
