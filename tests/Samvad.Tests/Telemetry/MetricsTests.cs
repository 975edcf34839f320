using System.Diagnostics.Metrics;
using System.Reflection;
using Samvad.Telemetry;

namespace Samvad.Tests.Telemetry;

public sealed class MetricsTests
{
    private static IReadOnlyList<Instrument> All { get; } =
        [.. typeof(Metrics).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Instrument>()];

    [Fact]
    public void The_documentation_lists_every_metric_with_unit_and_meaning_and_no_other()
    {
        var rows = Repository.Read("docs", "telemetry.md").Split('\n').Where(line => line.StartsWith("| `samvad."));
        Assert.Equal(
            All.Select(one => $"| `{one.Name}` | {Kind(one)} | `{one.Unit}` | {one.Description} |").Order(),
            rows.Select(row => string.Join('|', row.Split('|').Take(5)) + "|").Order());
    }

    [Fact]
    public void Names_have_the_form_of_the_field_and_times_are_in_seconds()
    {
        Assert.All(All, one =>
        {
            Assert.Matches("^samvad(\\.[a-z_]+)+$", one.Name);
            Assert.True(one.Unit == "s" || one.Unit!.StartsWith('{'), one.Name);
            Assert.Equal(one.Unit == "s", Kind(one) == "histogram");
        });
        Assert.Equal(All.Count, All.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public void Alerts_and_workbook_ask_for_metrics_that_the_app_writes()
    {
        var asked = new[] { "alerts.bicep", "workbook.bicep" }
            .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(
                Repository.Read("bicep", "modules", file), "\"samvad\\.[a-z_.]+[a-z]\"").Select(match => match.Value.Trim('"')))
            .ToHashSet();
        Assert.True(asked.Count >= 3);
        Assert.Empty(asked.Except(All.Select(one => one.Name)));
        Assert.Contains($"var alertRaised = {EventIds.AlertRaised}", Repository.Read("bicep", "modules", "alerts.bicep"));
    }

    [Fact]
    public void Logs_come_from_templates_with_an_id_of_their_own()
    {
        var direct = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions", "Samvad.Functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/") && System.Text.RegularExpressions.Regex.IsMatch(
                File.ReadAllText(file), "ogger\\.Log(Trace|Debug|Information|Warning|Error|Critical)?\\("));
        Assert.Empty(direct);
        var ids = typeof(EventIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetValue(null)!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.StartsWith("Counter") ? "counter" : "histogram";
}
