using System.Globalization;
using System.Text;

namespace Samvad.LocalHost.Sample;

/// <summary>A sample as the four files that the import takes.</summary>
public static class SampleFiles
{
    /// <summary>Writes offices.csv, groups.csv, members.csv and staff.csv into the directory, which is created.</summary>
    public static async Task WriteAsync(this SampleRegistry registry, string directory)
    {
        Directory.CreateDirectory(directory);
        await WriteAsync(
            Path.Combine(directory, "offices.csv"),
            "code,level,parent,name_mr,name_hi,name_en",
            registry.Offices().Select(office => Row(
                office.Code, office.Level, office.Parent, office.NameMr, office.NameHi, office.NameEn)));
        await WriteAsync(
            Path.Combine(directory, "groups.csv"),
            "id,office,name,area,lineman",
            registry.Groups().Select(group => Row(
                group.Id, group.Office, group.Name, group.Urban ? "urban" : "rural", group.Lineman)));
        await WriteAsync(
            Path.Combine(directory, "members.csv"),
            "group,member,name,phone,language,category,consumer_number,feeder,transformer,"
            + "consent_outage,consent_planned,consent_safety,consent_service,consent_source,consent_date",
            registry.Members().Select(member => Row(
                member.Group, member.Member, member.Name, member.Phone, member.Language, member.Category,
                member.ConsumerNumber,
                member.Feeder, member.Transformer, YesNo(member.ConsentOutage), YesNo(member.ConsentPlanned),
                YesNo(member.ConsentSafety), YesNo(member.ConsentService), member.ConsentSource, member.ConsentDate)));
        await WriteAsync(
            Path.Combine(directory, "staff.csv"),
            "phone,name,role,office,group,language",
            registry.Staff().Select(one => Row(one.Phone, one.Name, one.Role, one.Office, one.Group, one.Language)));
    }

    private static async Task WriteAsync(string path, string header, IEnumerable<string> rows)
    {
        await using var file =
            new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        await file.WriteLineAsync(header);
        foreach (var row in rows)
            await file.WriteLineAsync(row);
    }

    // The sample holds no commas, quotes or line breaks.
    private static string Row(params ReadOnlySpan<string> fields) => string.Join(',', fields);

    private static string YesNo(bool given) => given ? "yes" : "no";
}

/// <summary>sample --out DIR [--groups 875] [--members 250] [--seed 1]</summary>
public static class SampleCommand
{
    private const string Usage = "sample --out DIR [--groups 875] [--members 250] [--seed 1]";

    public static async Task<int> RunAsync(string[] args)
    {
        var values = new Dictionary<string, string> { ["--groups"] = "875", ["--members"] = "250", ["--seed"] = "1" };
        for (var at = 0; at < args.Length; at += 2)
        {
            if (args[at] is not ("--out" or "--groups" or "--members" or "--seed") || at + 1 == args.Length)
                return await RefuseAsync($"'{args[at]}' is not understood or lacks its value.");
            values[args[at]] = args[at + 1];
        }

        if (!values.TryGetValue("--out", out var directory))
            return await RefuseAsync("--out is missing.");
        if (!Number("--groups", 1, 20_000, out var groups)
            || !Number("--members", 1, 5_000, out var members)
            || !Number("--seed", 0, int.MaxValue, out var seed))
            return await RefuseAsync("--groups takes 1 to 20000, --members 1 to 5000, --seed 0 to 2147483647.");
        await new SampleRegistry(groups, members, seed).WriteAsync(directory);
        Console.WriteLine($"{groups} groups of {members} members in {Path.GetFullPath(directory)}");
        return 0;

        bool Number(string name, int least, int most, out int value) =>
            int.TryParse(values[name], NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least
                && value <= most;
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync($"{why} Usage: {Usage}");
        return 2;
    }
}
