using System.Text.RegularExpressions;

namespace Samvad.Consumers;

/// <summary>What an office, a group and a seat must be like, whether they come in a file or in a request.</summary>
internal static partial class Rules
{
    private const int MaxName = 200;
    private static readonly IReadOnlyCollection<string> Levels =
        Enum.GetNames<OfficeLevel>().Select(name => name.ToLowerInvariant()).ToList();
    private static readonly IReadOnlyCollection<string> Languages = ["mr", "hi", "en"];
    private static readonly IReadOnlyCollection<string> Areas = ["urban", "rural"];
    private static readonly IReadOnlyCollection<string> Roles = ["janamitra", "engineer"];
    private static readonly IReadOnlyCollection<string> YesNo = ["yes", "no"];

    private static readonly IReadOnlyList<(string Field, Topics Topic)> ConsentFields =
    [
        ("consent_outage", Topics.Outage), ("consent_planned", Topics.Planned),
        ("consent_safety", Topics.Safety), ("consent_service", Topics.Service),
    ];

    public static Office Office(FieldCheck check, Func<string, string?> field)
    {
        var level = check.OneOf("level", field("level"), Levels);
        return new(
            check.Id("code", field("code")),
            Enum.TryParse<OfficeLevel>(level, ignoreCase: true, out var parsed) ? parsed : OfficeLevel.Section,
            check.OptionalId("parent", field("parent")),
            new(
                check.Text("name_mr", field("name_mr"), MaxName),
                check.Text("name_hi", field("name_hi"), MaxName),
                check.Text("name_en", field("name_en"), MaxName)));
    }

    /// <summary>The parent exists and is of a higher level; so the tree has no cycles.</summary>
    public static void Parent(FieldCheck check, Office office, Func<string, Office?> find)
    {
        if (office.Parent is null)
            return;
        if (find(office.Parent) is not { } parent)
            check.Add("parent", office.Parent, "unknown-office", "Import that office first, or in the same file.");
        else if (parent.Level >= office.Level)
            check.Add("parent", office.Parent, "level", "A parent is of a higher level than the office.");
    }

    public static Group Group(FieldCheck check, Func<string, string?> field, Func<string, Office?> findOffice)
    {
        var group = new Group(
            check.Id("id", field("id")),
            check.Id("office", field("office")),
            check.Text("name", field("name"), MaxName),
            check.OneOf("area", field("area"), Areas) == "urban",
            string.IsNullOrWhiteSpace(field("lineman")) ? null : check.Text("lineman", field("lineman"), MaxName),
            0);
        if (findOffice(group.Office) is null)
            check.Add("office", group.Office, "unknown-office", "Import the office first.");
        return group;
    }

    public static SeatRow Seat(FieldCheck check, Func<string, string?> field, Func<string, bool> groupExists)
    {
        var group = check.Id("group", field("group"));
        if (!groupExists(group))
            check.Add("group", group, "unknown-group", "Import the group first.");
        return new(
            group,
            check.Id("member", field("member")),
            check.Address("phone", field("phone")),
            check.Text("name", field("name"), MaxName),
            string.Intern(check.OneOf("language", field("language"), Languages)),
            Marks(check, field),
            check.OneOf("category", field("category"), Categories.All),
            check.ConsumerNumber("consumer_number", field("consumer_number")),
            check.OptionalId("feeder", field("feeder")),
            check.OptionalId("transformer", field("transformer")));
    }

    /// <summary>A Janamitra has a group, an engineer has none.</summary>
    public static StaffMember Staff(
        FieldCheck check, Func<string, string?> field, Func<string, Office?> findOffice, Func<string, bool> groupExists)
    {
        var engineer = check.OneOf("role", field("role"), Roles) == "engineer";
        var office = check.Id("office", field("office"));
        if (findOffice(office) is null)
            check.Add("office", office, "unknown-office", "Import the office first.");
        var group = engineer ? check.OptionalId("group", field("group")) : check.Id("group", field("group"));
        if (engineer && group is not null)
            check.Add("group", group, "no-group", "Leave it empty: an engineer cares for the whole office.");
        else if (group is not null && !groupExists(group))
            check.Add("group", group, "unknown-group", "Import the group first.");
        return new(
            check.Address("phone", field("phone")),
            check.Text("name", field("name"), MaxName),
            engineer ? StaffRole.Engineer : StaffRole.Janamitra,
            office,
            group,
            string.Intern(check.OneOf("language", field("language"), Languages)));
    }

    public static string Language(FieldCheck check, string? value) => check.OneOf("language", value, Languages);

    /// <returns>Hours as `21-07`; null where the text is empty.</returns>
    public static string? QuietHours(FieldCheck check, string? value)
    {
        value = value?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        if (!QuietHoursPattern().IsMatch(value) || value[..2] == value[3..])
            check.Add("quietHours", value, "quiet-hours", "Two different hours of 00 to 23, as 21-07; empty for none.");
        return value;
    }

    [GeneratedRegex("^([01][0-9]|2[0-3])-([01][0-9]|2[0-3])$")]
    private static partial Regex QuietHoursPattern();

    private static IReadOnlyList<ConsentMark> Marks(FieldCheck check, Func<string, string?> field)
    {
        var (given, refused) = (Topics.None, Topics.None);
        foreach (var (name, topic) in ConsentFields)
        {
            if (check.OneOf(name, field(name), YesNo) == "yes")
                given |= topic;
            else
                refused |= topic;
        }

        var date = check.Date("consent_date", field("consent_date"));
        var source = field("consent_source")?.Trim() ?? "";
        if (given != Topics.None && string.IsNullOrWhiteSpace(field("consent_date")))
            check.Add("consent_date", null, "required", "Say when consent was given.");
        if (given != Topics.None || source.Length > 0)
            source = check.Text("consent_source", source, 64);
        if (date is not { } at)
            return [];
        var marks = new List<ConsentMark>(2);
        if (given != Topics.None)
            marks.Add(new(given, true, source, at));
        if (refused != Topics.None)
            marks.Add(new(refused, false, source, at));
        return marks;
    }
}
