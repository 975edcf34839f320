using System.Text;
using Microsoft.AspNetCore.Http;
using Samvad.Intake;
using Samvad.Intake.Formats;
using static Samvad.Tests.Intake.Samples;

namespace Samvad.Tests.Intake;

public sealed class FormatRefusalTests
{
    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><PubOutages>&x;</PubOutages>")]
    [InlineData("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><PubOutages/>")]
    [InlineData("<!DOCTYPE a [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;&a;\">]><PubOutages>&b;</PubOutages>")]
    [InlineData("<PubOutages>&x;</PubOutages>")]
    [InlineData("<PubOutages>")]
    [InlineData("")]
    public void Xml_with_a_document_type_an_entity_or_an_end_that_is_missing_is_refused(string xml) =>
        Assert.Equal("xml", Assert.Single(Read(xml, "application/xml").Faults.All).Rule);

    [Theory]
    [InlineData("[", "]", "application/json", "json")]
    [InlineData("{\"source\":", "}", "application/json", "json")]
    [InlineData("<a>", "</a>", "application/xml", "xml")]
    public void What_is_nested_a_hundred_thousand_deep_is_refused(string open, string close, string type, string rule)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.Equal(rule, Assert.Single(Read(deep, type).Faults.All).Rule);
    }

    [Fact]
    public void Ten_megabytes_of_small_parts_are_refused_before_they_become_a_tree()
    {
        var elements = "<PubOutages>" + string.Concat(Enumerable.Repeat("<a/>", 400_000)) + "</PubOutages>";
        Assert.Contains("at most 300000", Assert.Single(Read(elements, "text/xml").Faults.All).Remedy);
        var values = "[" + string.Join(",", Enumerable.Repeat("1", 1_100_000)) + "]";
        Assert.Contains("at most 1000000", Assert.Single(Read(values, "application/json").Faults.All).Remedy);
        var members = "{" + string.Join(",", Enumerable.Range(0, 300).Select(i => $"\"m{i}\":1")) + "}";
        Assert.Contains("at most 200", Assert.Single(Read(members, "application/json").Faults.All).Remedy);
    }

    [Theory]
    [InlineData("""{"source":"a","source":"b"}""")]
    [InlineData("""{"source":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    public void Json_with_repeated_members_or_half_a_character_is_refused(string json) =>
        Assert.Equal("json", Assert.Single(Read(json, "application/json").Faults.All).Rule);

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() =>
        Assert.Equal("json", Assert.Single(Read([.. "{\"source\":\""u8, 0xFF, .. "\"}"u8], "application/json").Faults.All).Rule);

    [Fact]
    public void Everything_wrong_with_a_foreign_document_is_named_with_event_path_value_and_remedy()
    {
        var faults = Read("""
            <PubOutages><Outage><mRID>1</mRID><outageKind>gone</outageKind><reportedStartTime>soon</reportedStartTime></Outage>
            <Outage><metersAffected>-5</metersAffected><reportedStartTime>2026-06-12T14:05:00</reportedStartTime>
            <Names><name>not a code</name><NameType><name>MSEDCL-DTC</name></NameType></Names></Outage></PubOutages>
            """, "text/xml", source: null).Faults.All;
        Assert.Equal(
            [
                (0, "source"), (0, "Outage[1]/reportedStartTime"), (0, "Outage[1]/outageKind"), (1, "source"), (1, "Outage[2]/mRID"),
                (1, "Outage[2]/reportedStartTime"), (1, "Outage[2]/metersAffected"), (1, "Outage[2]/Names[1]/name"),
            ],
            faults.Select(fault => (fault.Index!.Value, fault.Field.Replace("Outage[1]/source", "source").Replace("Outage[2]/source", "source"))));
        Assert.Equal("soon", faults[1].Value);
        Assert.StartsWith("one of predicted, outageReported", faults[2].Remedy);
        Assert.Contains("?source=", faults[0].Remedy);
    }

    [Fact]
    public void Of_more_faults_than_a_thousand_the_rest_is_counted()
    {
        var codes = string.Join(",", Enumerable.Repeat("\"not a code\"", 2_000));
        var faults = Read($$"""{"source":"a","externalId":"1","revision":1,"state":"confirmed","start":"2026-06-12T14:05:00Z","feeders":[{{codes}}]}""").Faults.All;
        Assert.Equal(1_001, faults.Count);
        Assert.Equal("1000 more are not listed; mend these first", faults[^1].Remedy);
    }

    [Theory]
    [InlineData("application/json", """[{"source":"a"},SAME]""", """{"source":"a"}""")]
    [InlineData("application/cloudevents-batch+json", """[{"specversion":"1.0"},SAME]""", """{"specversion":"1.0"}""")]
    [InlineData("application/xml", "<PubOutages><Outage/>SAME</PubOutages>", "<Outage/>")]
    public void Of_more_than_a_thousand_events_none_is_read(string type, string document, string same)
    {
        var separator = type == "application/xml" ? "" : ",";
        var batch = Read(document.Replace("SAME", string.Join(separator, Enumerable.Repeat(same, 1_000))), type);
        Assert.Equal("at most 1000 events", Assert.Single(batch.Faults.All).Remedy);
    }

    [Theory]
    [InlineData("image/png", UnknownFormat.ContentType)]
    [InlineData("multipart/form-data; boundary=x", UnknownFormat.ContentType)]
    [InlineData("application/json", UnknownFormat.Shape)]
    [InlineData("nonsense", UnknownFormat.ContentType)]
    internal void What_is_of_no_format_is_told_which_are_accepted(string type, UnknownFormat why)
    {
        var batch = Read("""{"temperature":21}""", type);
        Assert.Equal(why, batch.Unknown);
        Assert.Equal(OutageFormats.Accepted, Assert.Single(batch.Faults.All).Remedy);
    }

    [Theory]
    [InlineData("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.1\"/>")]
    [InlineData("<html/>")]
    public void Xml_of_another_name_or_version_is_told_which_are_accepted(string xml) =>
        Assert.Equal(UnknownFormat.Shape, Read(xml, "application/xml").Unknown);

    [Fact]
    public void The_shape_decides_where_the_content_type_says_nothing()
    {
        Assert.Single(Read(Text("cap-alert.xml"), "application/octet-stream").Reports());
        Assert.Single(Read(Text("odin.json"), "application/x-www-form-urlencoded").Reports());
        Assert.Single(Read("\uFEFF " + Text("odin.json"), null).Reports());
    }

    [Theory]
    [InlineData("<status>Actual</status>", "<status>Exercise</status>", "Exercise")]
    [InlineData("<msgType>Alert</msgType>", "<msgType>Ack</msgType>", "Ack")]
    [InlineData("<scope>Public</scope>", "<scope>Restricted</scope>", "Restricted")]
    [InlineData("T18:30:00+05:30</expires>", "T15:00:00+05:30</expires>", "2026-06-12T15:00:00+05:30")]
    public void A_cap_message_that_is_not_for_people_now_is_skipped_and_says_why(string was, string isNow, string value)
    {
        var batch = Read(Text("cap-alert.xml").Replace(was, isNow), "application/cap+xml");
        Assert.Empty(batch.Reports());
        var skipped = Assert.Single(batch.Skipped);
        Assert.Equal(value, skipped.Value);
        Assert.NotEmpty(skipped.Reason);
    }

    [Fact]
    public void Languages_of_one_cap_message_that_differ_in_time_are_refused()
    {
        var batch = Read(Text("cap-alert.xml").Replace("2026-06-12T08:35:00+00:00", "2026-06-12T09:35:00+00:00"), "application/cap+xml");
        Assert.Equal("info[2]/onset", Assert.Single(batch.Faults.All).Field);
    }

    [Fact]
    public void All_clear_is_a_restoration_and_what_is_not_observed_a_prediction()
    {
        var clear = Text("cap-update.xml").Replace("<urgency>", "<responseType>AllClear</responseType><urgency>");
        Assert.Equal(Samvad.Outages.OutageState.Restored, Assert.Single(Read(clear, "application/xml").Reports()).State);
        var likely = Text("cap-alert.xml").Replace("Observed", "Likely");
        Assert.Equal(Samvad.Outages.OutageState.Predicted, Assert.Single(Read(likely, "application/xml").Reports()).State);
    }

    [Theory]
    [InlineData("\"revision\":1,\"asOf\":\"2026-06-12T08:05:00Z\"", "asOf")]
    [InlineData("\"asOf\":\"2027-06-12T14:05:00Z\"", "asOf")]
    [InlineData("\"revision\":1,\"kind\":\"unplanned\"", "kind")]
    [InlineData("\"revision\":1,\"restored\":{\"feeders\":[\"F\"]}", "restored")]
    [InlineData("\"revision\":1,\"customersAffected\":1,\"customersRestored\":2", "")]
    [InlineData("\"revision\":1,\"parent\":{\"id\":\"1\"}", "parent.id", "parent.externalId")]
    public void Fields_that_contradict_each_other_are_refused(string fields, params string[] wrong)
    {
        var batch = Read($$"""{"source":"a","externalId":"1","state":"scheduled","start":"2026-06-12T14:05:00Z","feeders":["F"],{{fields}}}""");
        Assert.Equal(wrong, batch.Faults.All.Select(fault => fault.Field));
    }

    [Fact]
    public void A_time_without_offset_is_refused_unless_a_setting_says_what_it_means()
    {
        var odin = Text("odin.json").Replace("T14:05:00+05:30", "T14:05:00");
        Assert.Equal("outage[0].reportedStartTime", Assert.Single(Read(odin).Faults.All).Field);
        var report = Assert.Single(Read(odin, options: new IntakeOptions { AssumedOffsetMinutes = 330 }).Reports());
        Assert.Equal(Ist("2026-06-12T14:05:00"), report.Start);
    }

    [Fact]
    public void A_cloud_event_in_binary_mode_is_the_same_event_as_in_structured_mode()
    {
        var headers = new HeaderDictionary
        {
            ["ce-specversion"] = "1.0",
            ["ce-id"] = "a-1",
            ["ce-source"] = "https%3A%2F%2Foms.mahadiscom.example/satara",
            ["ce-type"] = "in.mahadiscom.outage.confirmed",
            ["ce-subject"] = "OMS-7",
            ["ce-time"] = "2026-06-12T14:10:00+05:30",
        };
        const string Data = """{ "state": "confirmed", "start": "2026-06-12T14:05:00+05:30", "feeders": ["SAT-11-014"] }""";
        var (binary, structured) = (Read(Data, "application/json", headers: headers), Read(Text("cloudevent.json")));
        Assert.Equal(structured.Reports().Single().Told(), binary.Reports().Single().Told());
        Assert.Equal(IdOf(structured), IdOf(binary));
    }

    [Fact]
    public void The_id_and_source_of_a_cloud_event_name_its_message_whatever_else_it_says()
    {
        var first = Read(Text("cloudevent.json"));
        var again = Read(Text("cloudevent.json").Replace("T14:10:00", "T14:12:00"));
        var other = Read(Text("cloudevent.json").Replace("a-1", "a-2"));
        Assert.Equal(IdOf(first), IdOf(again));
        Assert.NotEqual(IdOf(first), IdOf(other));
    }

    [Fact]
    public void Everything_wrong_with_a_cloud_event_and_its_data_is_named_at_once()
    {
        var faults = Read("""
            [{"specversion":"0.3","id":"","source":"s","type":"t","time":"now","data":{"state":"gone"}},{"specversion":"1.0","id":"2","source":"s","type":"t"}]
            """, "application/cloudevents-batch+json").Faults.All;
        Assert.Equal(
            [
                (0, "[0].specversion"), (0, "[0].id"), (0, "[0].time"), (0, "[0].data.externalId"), (0, "[0].data.revision"),
                (0, "[0].data.state"), (0, "[0].data.start"), (1, "[1].data"),
            ],
            faults.Select(fault => (fault.Index!.Value, fault.Field)));
    }

    [Fact]
    public void A_cloud_event_without_any_outage_is_refused()
    {
        var batch = Read("""{"specversion":"1.0","id":"1","source":"s","type":"t","data":{"outage":[]}}""");
        Assert.Equal("at least one outage", Assert.Single(batch.Faults.All).Remedy);
    }

    [Fact]
    public void An_event_that_no_message_holds_is_refused()
    {
        var numbers = string.Join(",", Enumerable.Range(0, 10_000).Select(i => $"\"{i:D60}\""));
        var batch = Read($$"""{"source":"a","externalId":"1","revision":1,"state":"confirmed","start":"2026-06-12T14:05:00Z","consumerNumbers":[{{numbers}}]}""");
        Assert.Null(OutageQueue.Pack(Assert.Single(batch.Taken), "oms", batch.Faults));
        Assert.Equal("size", Assert.Single(batch.Faults.All).Rule);
    }

    [Theory]
    [InlineData("OMS-1", "OMS-1")]
    [InlineData("urn:oms:satara", "urn:oms:satara")]
    [InlineData("a b", "a-b-c8687a08")]
    [InlineData("a/b", "a-b-c14cddc0")]
    public void A_foreign_name_stays_what_it_is_where_it_is_a_key_and_else_never_becomes_anothers(string name, string key) =>
        Assert.Equal(key, Keys.Of(name, 40));

    private static string IdOf(Batch batch) => OutageQueue.Pack(Assert.Single(batch.Taken), "oms", batch.Faults)!.MessageId!;
}
