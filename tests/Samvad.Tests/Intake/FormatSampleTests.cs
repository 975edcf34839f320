using Samvad.Intake.Formats;
using Samvad.Outages;
using static Samvad.Tests.Intake.Samples;

namespace Samvad.Tests.Intake;

public sealed class FormatSampleTests
{
    private static readonly DateTimeOffset Start = Ist("2026-06-12T14:05:00");

    [Fact]
    public void Own_json_gives_its_reports()
    {
        var reports = Read(Text("own.json"), "application/json").Reports();
        Is(reports[0], Confirmed("scada-satara", "OMS-1042", 3, "lineDown", new(["S-1"], ["F-1", "F-2"], ["D-1"], ["170012345678"])) with
        {
            State = OutageState.PartiallyRestored,
            CauseText = "11 kV conductor snapped",
            FaultClass = FaultClass.OverheadLine,
            Etr = Ist("2026-06-12T16:30:00"),
            Restored = new([], [], ["D-1"], []),
            CustomersAffected = 430,
            CustomersRestored = 18,
        });
        Is(reports[1], Confirmed("scada-satara", "OMS-1043", 0, null, Transformers("D-7")) with
        {
            Revision = Ist("2026-06-12T15:15:00").ToUnixTimeMilliseconds(),
            State = OutageState.StillOut,
            Parent = "scada-satara~OMS-1042",
        }, asOf: Ist("2026-06-12T15:15:00"));
    }

    [Theory]
    [InlineData("application/cloudevents+json; charset=utf-8")]
    [InlineData("application/json")]
    public void A_cloud_event_lends_its_data_source_subject_and_time(string type) => Is(
        Assert.Single(Read(Text("cloudevent.json"), type, source: null).Reports()),
        Confirmed("oms.mahadiscom.example-satara-d3ddba8d", "OMS-7", Ms("2026-06-12T14:10:00"), null, Feeders("SAT-11-014")));

    [Fact]
    public void A_batch_of_cloud_events_holds_data_of_any_format()
    {
        var reports = Read(Text("cloudevents-batch.json"), "application/cloudevents-batch+json").Reports();
        Is(reports[0], Confirmed("scada-satara", "m-1", Ms("2026-06-12T14:10:00"), null, Office("SAT-SD2")));
        Is(reports[1], Confirmed("scada-satara", "OMS-8", 2, null, Affected.Nothing) with { State = OutageState.Restored });
    }

    [Fact]
    public void Odin_xml_gives_its_reports()
    {
        var reports = Read(Text("odin.xml"), "text/xml", asOf: Ist("2026-06-12T15:00:00")).Reports();
        var revision = Ms("2026-06-12T15:00:00");
        Is(reports[0], Confirmed("feed-1", "8479c252-d920-46cf-8a9a-1222245fabf5", revision, "lineDown", Feeders("SAT-11-014")) with
        {
            State = OutageState.PartiallyRestored,
            CauseText = "11 kV conductor snapped",
            Etr = Ist("2026-06-12T16:30:00"),
            CustomersAffected = 430,
            CustomersRestored = 18,
        });
        Is(reports[1], Confirmed("feed-1", "p-2", revision, "plannedMaintenance", Office("SATARA-URBAN-SD2")) with
        {
            Kind = OutageKind.Planned,
            State = OutageState.Scheduled,
            Start = Ist("2026-06-13T09:00:00"),
            Etr = Ist("2026-06-13T13:00:00"),
        });
        Is(reports[2], Confirmed("feed-1", "r-3", revision, "lightning", Affected.Nothing) with
        {
            State = OutageState.Restored,
            Start = Ist("2026-06-12T10:00:00"),
            RestoredAt = Ist("2026-06-12T11:15:00"),
        });
    }

    [Fact]
    public void Odin_json_gives_its_report_as_of_its_receipt() => Is(
        Assert.Single(Read(Text("odin.json"), "application/json").Reports()),
        Confirmed(
            "feed-1", "8479c252-d920-46cf-8a9a-1222245fabf5", Now.ToUnixTimeMilliseconds(), "lineDown", Office("SATARA-URBAN-SD2")) with
        {
            CauseText = "11 kV conductor snapped",
            Etr = Ist("2026-06-12T16:30:00"),
            CustomersAffected = 430,
            CustomersRestored = 18,
        });

    [Fact]
    public void A_cap_alert_an_update_and_a_cancel_are_revisions_of_one_outage()
    {
        var alert = Assert.Single(Read(Text("cap-alert.xml"), "application/cap+xml").Reports());
        var source = alert.Source;
        Assert.StartsWith("oms-mahadiscom.example-", source);
        Is(alert, Confirmed(source, "MSEDCL-SAT-20260612-0042.1", Ms("2026-06-12T14:10:00"), "treeDown", new([], ["SAT-11-014"], ["4411"], [])) with
        {
            Etr = Ist("2026-06-12T18:00:00"),
        });
        var update = Assert.Single(Read(Text("cap-update.xml"), "application/cap+xml").Reports());
        Is(update, Confirmed(source, alert.ExternalId, Ms("2026-06-12T15:10:00"), null, Office("SATARA-URBAN-SD2")) with
        {
            State = OutageState.EtrChanged,
            Etr = Ist("2026-06-12T19:00:00"),
        });
        var cancel = Assert.Single(Read(Text("cap-cancel.xml"), "application/cap+xml").Reports());
        Is(cancel, Confirmed(source, alert.ExternalId, Ms("2026-06-12T15:20:00"), null, Affected.Nothing) with
        {
            State = OutageState.Cancelled,
            Start = Ist("2026-06-12T15:20:00"),
        });
    }

    [Fact]
    public void Multispeak_in_soap_gives_its_reports_and_leaves_unpaid_bills_out()
    {
        var batch = Read(Text("multispeak-soap.xml"), "text/xml");
        var reports = batch.Reports();
        Assert.Equal("NonPay", Assert.Single(batch.Skipped).Value);
        Assert.StartsWith("EV-2026-991-", reports[0].ExternalId);
        Is(reports[0], Confirmed("feed-1", reports[0].ExternalId, Now.ToUnixTimeMilliseconds(), null, Transformers("4411")) with
        {
            Etr = Ist("2026-06-12T15:30:00"),
            CustomersAffected = 60,
            CustomersRestored = 0,
        });
        Is(reports[1], Confirmed("feed-1", "EV-993", Now.ToUnixTimeMilliseconds(), null, Feeders("SAT-11-015")) with
        {
            State = OutageState.Restored,
            Start = Ist("2026-06-12T12:00:00"),
            RestoredAt = Ist("2026-06-12T13:00:00"),
        });
    }

    [Fact]
    public void Multispeak_json_gives_its_reports()
    {
        var reports = Read(Text("multispeak.json"), "application/json").Reports();
        Is(reports[0], Confirmed(
            "feed-1", "EV-994", Now.ToUnixTimeMilliseconds(), null, new([], [], [], ["170012345678", "170012345679"])) with
        { State = OutageState.StillOut });
        Is(reports[1], Confirmed("feed-1", "EV-995", Now.ToUnixTimeMilliseconds(), null, Office("SATARA-URBAN-SD2")) with
        {
            Kind = OutageKind.Planned,
            State = OutageState.Scheduled,
            Start = Ist("2026-06-13T09:00:00"),
            Etr = Ist("2026-06-13T13:00:00"),
        });
    }

    [Fact]
    public void Oracle_notifications_give_their_reports()
    {
        var reports = Read(Text("oracle.json"), "application/json").Reports();
        Is(reports[0], Confirmed("NMS", "NMS-55", 4, "poleDown", new([], [], ["4411"], ["170012345678", "170012345679"])) with
        {
            Etr = Ist("2026-06-12T16:30:00"),
            CustomersAffected = 2,
            Incremental = true,
        });
        Is(reports[1], Confirmed("NMS", "NMS-56", 1, null, Feeders("SAT-11-014")) with
        {
            Kind = OutageKind.Planned,
            State = OutageState.Scheduled,
            Start = Ist("2026-06-14T09:00:00"),
            Etr = Ist("2026-06-14T13:00:00"),
        });
        var restored = Confirmed("NMS", "NMS-57", 9, null, Affected.Nothing) with
        {
            State = OutageState.Restored,
            Start = Ist("2026-06-12T10:00:00"),
            RestoredAt = Ist("2026-06-12T11:00:00"),
        };
        Is(reports[2], restored);
        Is(reports[3], restored with { ExternalId = "NMS-58", Revision = 2, State = OutageState.Cancelled, RestoredAt = null });
    }

    private static void Is(OutageReport actual, OutageReport expected, DateTimeOffset? asOf = null)
    {
        Assert.Equal(expected.Told(), actual.Told());
        if (asOf is { } time)
            Assert.Equal(time.ToUnixTimeMilliseconds(), actual.Revision);
    }

    private static OutageReport Confirmed(string source, string id, long revision, string? cause, Affected affected) => new(
        source, id, revision, OutageKind.Unplanned, OutageState.Confirmed, cause, null, Start, null, null, affected, Now);

    private static long Ms(string time) => Ist(time).ToUnixTimeMilliseconds();
    private static Affected Feeders(params string[] codes) => new([], codes, [], []);
    private static Affected Transformers(params string[] codes) => new([], [], codes, []);
    private static Affected Office(string code) => new([code], [], [], []);
}
