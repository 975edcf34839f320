namespace Samvad.Consumers;

/// <summary>The four files that can be imported.</summary>
public enum ImportKind
{
    Offices,
    Groups,
    Members,
    Staff,
}

/// <summary>
/// The columns of the import files (CSV after RFC 4180, UTF-8 with or without BOM, header row, columns in any order).
/// <list type="bullet">
/// <item>code, group, member, id, feeder, transformer: 1 to 64 of A-Z a-z 0-9 - _ .</item>
/// <item>level: region, zone, circle, division, subdivision, section; parent: a code of a higher level, or empty at
/// the top</item>
/// <item>area: urban or rural; lineman: a name, or empty</item>
/// <item>role: janamitra (with the group) or engineer (without); office: where they work</item>
/// <item>phone: an Indian mobile in any common notation, another country's with plus, or a WhatsApp user id</item>
/// <item>language: mr, hi, en; category: one of <see cref="Categories"/>; consumer_number: 12 digits, or empty</item>
/// <item>consent_…: yes or no; consent_source and consent_date: required with a yes; without a date, no means "never
/// asked"</item>
/// </list>
/// </summary>
internal static class ImportColumns
{
    public static readonly IReadOnlyList<string> Offices = ["code", "level", "parent", "name_mr", "name_hi", "name_en"];

    public static readonly IReadOnlyList<string> Groups = ["id", "office", "name", "area", "lineman"];

    public static readonly IReadOnlyList<string> Members =
    [
        "group", "member", "name", "phone", "language", "category", "consumer_number", "feeder", "transformer",
        "consent_outage", "consent_planned", "consent_safety", "consent_service", "consent_source", "consent_date",
    ];

    public static readonly IReadOnlyList<string> Staff = ["phone", "name", "role", "office", "group", "language"];

    /// <summary>May be there and is not read: what the page writes beside the rows that are to be mended.</summary>
    private const string Remedy = "remedy";

    public static IReadOnlyList<string> Of(ImportKind kind) => kind switch
    {
        ImportKind.Offices => Offices,
        ImportKind.Groups => Groups,
        ImportKind.Staff => Staff,
        _ => Members,
    };

    /// <summary>The kind whose columns the header names most of; null where it names none.</summary>
    public static ImportKind? Guess(IReadOnlyCollection<string> header)
    {
        var (kind, named) = Enum.GetValues<ImportKind>()
            .Select(kind => (kind, named: Of(kind).Count(header.Contains)))
            .MaxBy(guess => guess.named);
        return named == 0 ? null : kind;
    }

    public static IReadOnlyList<Fault> Check(ImportKind kind, IReadOnlyList<string> header)
    {
        var check = new FieldCheck(1);
        var columns = Of(kind);
        foreach (var missing in columns.Except(header))
            check.Add(missing, null, "missing-column",
                $"Add the column {missing}; {kind} files have: {string.Join(",", columns)}.");
        foreach (var unknown in header.Except(columns).Where(name => name != Remedy))
            check.Add(unknown, null, "unknown-column",
                $"Remove or rename it; {kind} files have: {string.Join(",", columns)}.");
        foreach (var twice in header.GroupBy(name => name).Where(same => same.Count() > 1))
            check.Add(twice.Key, null, "duplicate-column", "Keep one of them.");
        return check.Faults;
    }
}

/// <summary>Who a member is to the utility.</summary>
public static class Categories
{
    public static readonly IReadOnlyList<string> All =
    [
        "domestic", "commercial", "industrial-lt", "industrial-ht", "agricultural", "public-representative",
        "housing-society",
        "commercial-complex", "important", "small-industry-association", "estate-association", "midc", "sarpanch",
        "deputy-sarpanch", "gramsevak", "police-patil",
    ];
}
