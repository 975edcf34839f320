using Samvad.Outages;

namespace Samvad.Tests.Intake;

public sealed class OwnJsonTests
{
    [Fact]
    public void A_report_is_read_with_all_its_fields()
    {
        var (report, errors) = Read("""
            { "source": "scada-satara", "externalId": "OMS-1042", "revision": 3, "kind": "planned", "state": "partially-restored",
              "causeCode": "lineDown", "causeText": " 11 kV\n conductor  snapped ", "start": "2026-06-12T14:05:00+05:30",
              "etr": "2026-06-12T16:30:00+05:30", "offices": ["S-1"], "feeders": ["F-1", "F-1", "F-2"],
              "transformers": ["D-1"], "consumerNumbers": ["170012345678"] }
            """);
        Assert.Empty(errors);
        Assert.Equal("OMS-1042.3", report!.Reference);
        Assert.Equal(OutageKind.Planned, report.Kind);
        Assert.Equal(OutageState.PartiallyRestored, report.State);
        Assert.Equal("11 kV conductor snapped", report.CauseText);
        Assert.Equal(new DateTimeOffset(2026, 6, 12, 11, 0, 0, TimeSpan.Zero), report.Etr);
        Assert.Equal(["F-1", "F-2"], report.Affected.Feeders);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named_at_once()
    {
        var (report, errors) = Read("""
            { "source": "a/b", "revision": 0, "kind": "weather", "state": "on fire", "start": "yesterday", "etr": "2026-06-12T16:30:00",
              "feeders": ["ok", "not ok"], "colour": "red", "causeText": 5 }
            """);
        Assert.Null(report);
        Assert.Equal(
            ["causeText", "colour", "etr", "externalId", "feeders[1]", "kind", "revision", "source", "start", "state"],
            errors.Select(error => error.Field).Order());
        Assert.All(errors, error => Assert.Equal(0, error.Index));
        Assert.Equal("one of unplanned, planned", errors.Single(error => error.Field == "kind").Remedy);
        Assert.Contains("confirmed, etr-changed, partially-restored", errors.Single(error => error.Field == "state").Remedy);
    }

    [Fact]
    public void A_confirmed_outage_names_what_is_affected_and_a_restored_one_need_not()
    {
        var (_, confirmed) = Read(Minimal("confirmed"));
        var (restored, none) = Read(Minimal("restored"));
        Assert.Equal("at least one office, feeder, transformer or consumer number is affected", confirmed.Single().Remedy);
        Assert.Empty(none);
        Assert.True(restored!.Affected.IsEmpty);
    }

    [Fact]
    public void A_restoration_time_before_the_start_is_refused()
    {
        var (_, errors) = Read("""
            { "source": "s", "externalId": "1", "revision": 1, "state": "confirmed", "start": "2026-06-12T14:05:00+05:30",
              "etr": "2026-06-12T14:00:00+05:30", "feeders": ["F"] }
            """);
        Assert.Equal("etr", errors.Single().Field);
    }

    [Theory]
    [InlineData("[[]]")]
    [InlineData("5")]
    [InlineData("null")]
    public void An_event_that_is_no_object_is_refused(string json) => Assert.Single(Read(json).Errors);

    [Fact]
    public void More_consumer_numbers_than_a_message_holds_are_refused()
    {
        var numbers = string.Join(",", Enumerable.Range(0, 10_001).Select(i => $"\"{i:D12}\""));
        var (_, errors) = Read($$"""
            { "source": "s", "externalId": "1", "revision": 1, "state": "confirmed", "start": "2026-06-12T14:05:00Z",
              "consumerNumbers": [{{numbers}}] }
            """);
        Assert.Equal("an array of at most 10000 codes", errors.Single().Remedy);
        Assert.InRange(errors.Single().Value!.Length, 1, 61);
    }

    private static string Minimal(string state) =>
        $$"""{ "source": "s", "externalId": "1", "revision": 1, "state": "{{state}}", "start": "2026-06-12T14:05:00+05:30" }""";

    private static (OutageReport? Report, IReadOnlyList<Fault> Errors) Read(string json)
    {
        var batch = Samples.Read(json, source: null);
        return (batch.Taken.SingleOrDefault()?.Report, batch.Faults.All);
    }
}
