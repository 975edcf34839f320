using System.Text;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class ImportTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Offices_groups_and_members_can_be_read_back()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var import = await register.ImportAsync(
            "\uFEFF" + Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2, "hi", "F-2", "no"));

        Assert.Equal((ImportStatus.Finished, 2L, 2L, 0L, 0L), (
            import.Status, import.Read, import.Accepted, import.Unchanged, import.Rejected));
        var tree = await register.Offices.ReadTreeAsync(default);
        Assert.Equal(["DIV", "SEC-1", "SEC-2"], tree.Subtree("DIV").Order());
        Assert.Equal("DIV", Assert.Single(tree.Parents("SEC-1")).Code);
        Assert.Equal(
            new Group("A", "SEC-1", "गट, अ", true, "संजय पाटील", 2), await register.Groups.FindAsync("A", default));
        var members = await register.Members.ReadAsync("A", default);
        Assert.Equal([Some.Address(1), Some.Address(2)], members.Select(member => member.Address));
        Assert.Equal([Topics.Outage | Topics.Planned, Topics.Planned], members.Select(member => member.Consent));
        var person = await register.People.FindAsync(Some.Address(2), default);
        Assert.Equal(("hi", Topics.Planned), (person!.Language, person.Consent));
        Assert.Equal("A", Assert.Single(await register.Groups.ByAssetsAsync(["F-2", "F-9"], default)).Id);
        Assert.Equal("A", Assert.Single(await register.Groups.ByConsumerNumbersAsync(["100000000001"], default)).Id);
        Assert.Equal(["A"], (await register.People.GroupsOfAsync([Some.Address(1)], default))[Some.Address(1)]);
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var csv =
            Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("B", 1, 1, date: "2026-06-01") + Some.Row("B", 2, 2);
        await register.ImportAsync(csv);
        var before = await Snapshot.OfAsync(register);

        var again = await register.ImportAsync(csv);

        Assert.Equal((3L, 3L), (again.Accepted, again.Unchanged));
        Assert.Equal(before, await Snapshot.OfAsync(register));
        Assert.Equal(3, (await register.ImportAsync(Some.Offices)).Unchanged);
        Assert.Equal(2, (await register.ImportAsync(Some.Groups)).Unchanged);
    }

    [Fact]
    public async Task A_person_of_several_groups_is_shared_and_alike_in_all_of_them()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2));
        await register.ImportAsync(Some.MembersHeader + Some.Row("B", 1, 1, "en", outage: "no", date: "2026-06-01"));

        var inA = (await register.Members.ReadAsync("A", default))[0];
        var inB = (await register.Members.ReadAsync("B", default))[0];
        Assert.Equal(("en", Topics.Planned, true), (inA.Language, inA.Consent, inA.Shared));
        Assert.Equal(("en", Topics.Planned, true), (inB.Language, inB.Consent, inB.Shared));

        await register.ImportAsync(Some.MembersHeader + Some.Row("B", 1, 3));

        Assert.False((await register.Members.ReadAsync("A", default))[0].Shared);
        Assert.Equal("A", Assert.Single((await register.People.FindAsync(Some.Address(1), default))!.Seats).Group);
    }

    [Fact]
    public async Task What_a_person_chose_lately_survives_an_import()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var csv = Some.MembersHeader + Some.Row("A", 1, 1);
        await register.ImportAsync(csv);
        var withdrawn =
            new ConsentMark(Topics.Outage, false, "whatsapp", new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
        await register.Seating.ChangePersonAsync(
            Some.Address(1),
            person => person! with
            {
                Language = "en", ChoseLanguage = true, Consents = Consents.Replace(person.Consents, [withdrawn]),
            },
            default);

        Assert.Equal(1, (await register.ImportAsync(csv)).Unchanged);
        var member = Assert.Single(await register.Members.ReadAsync("A", default));
        Assert.Equal(("en", Topics.Planned), (member.Language, member.Consent));

        await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1, date: "2026-10-15"));
        Assert.Equal(
            Topics.Outage | Topics.Planned, (await register.People.FindAsync(Some.Address(1), default))!.Consent);
    }

    [Fact]
    public async Task Wrong_rows_are_told_with_line_field_and_rule_and_stop_nothing()
    {
        await using var register = await Register.Create(azurite, chunkRows: 2).WithGroupsAsync();
        var import = await register.ImportAsync(
            Some.MembersHeader
            + Some.Row("A", 1, 1)
            + "A,m2,\"two\nlines\",12345 67890,xx,domestic,12,F-1,T-1,yes,perhaps,no,no,,\n"
            + "\n"
            + Some.Row("NONE", 3, 3)
            + "A,m4,name\n"
            + Some.Row("A", 5, 5));

        Assert.Equal(
            (ImportStatus.Finished, 5L, 2L, 3L), (import.Status, import.Read, import.Accepted, import.Rejected));
        var faults = new List<Fault>();
        string? next = null;
        do
        {
            (var page, next) = await register.Log.FaultsAsync(import.Id, next, default);
            faults.AddRange(page);
        }
        while (next is not null);
        Assert.Equal(
            [
                (3, "phone", "phone"), (3, "language", "one-of"), (3, "consent_planned", "one-of"),
                (3, "consent_date", "required"),
                (3, "consent_source", "required"), (3, "consumer_number", "consumer-number"),
                (6, "group", "unknown-group"), (7, "", "columns"),
            ],
            faults.Select(fault => ((int)fault.Line!, fault.Field, fault.Rule)));
        Assert.Equal("*********90", faults[0].Value);
        Assert.All(faults, fault => Assert.NotEmpty(fault.Remedy));
    }

    [Fact]
    public async Task A_file_that_ends_within_a_row_fails_after_the_rows_before()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        foreach (var torn in new[] { "A,m0002,name,98220", "A,m0002,\"name,9822000002,mr,domestic\nA,m0003,x" })
        {
            var import = await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1) + torn);

            Assert.Equal((ImportStatus.Failed, 1L, 1L), (import.Status, import.Accepted, import.Rejected));
            Assert.Contains("Line 3", import.Reason);
            Assert.Contains("truncated", import.Reason);
            Assert.Equal(
                "truncated", Assert.Single((await register.Log.FaultsAsync(import.Id, null, default)).Faults).Rule);
        }
    }

    [Fact]
    public async Task The_file_is_gone_once_it_is_imported_and_a_second_message_does_nothing()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var import = await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1));
        Assert.False(await ImportIntake.BlobOf(azurite.Blobs, import.Id).ExistsAsync());

        await register.Get<ImportRun>().RunAsync(import.Id, default);

        Assert.Equal(import, (await register.Log.FindAsync(import.Id, default))! with { Columns = import.Columns });
    }

    [Fact]
    public async Task A_last_row_without_a_line_break_counts()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var import = await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1).TrimEnd());
        Assert.Equal((ImportStatus.Finished, 1L), (import.Status, import.Accepted));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_does_not_swallow_the_memory()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var rows = string.Concat(Enumerable.Range(2, 2000).Select(at => Some.Row("A", at, at)));
        var import = await register.ImportAsync(Some.MembersHeader + Some.Row("A", 1, 1) + "A,m9999,\"open" + rows);
        Assert.Equal((ImportStatus.Failed, 1L), (import.Status, import.Accepted));
        Assert.Contains("quote", import.Reason);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_fail_the_import_at_their_line()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        var text = Some.MembersHeader + string.Concat(Enumerable.Range(1, 500).Select(at => Some.Row("A", at, at)));
        var bytes = Encoding.UTF8.GetBytes(text);
        var line = 1 + 400;
        var at =
            Encoding.UTF8.GetByteCount(string.Concat(text.Split('\n').Take(line - 1).Select(row => row + "\n"))) + 3;
        bytes[at] = 0xE9;

        var id = await register.AcceptAsync(bytes);
        await register.Get<ImportRun>().RunAsync(id, default);

        var import = (await register.Log.FindAsync(id, default))!;
        Assert.Equal((ImportStatus.Failed, 399L), (import.Status, import.Accepted));
        Assert.Contains($"Line {line}:", import.Reason);
        Assert.Contains("UTF-8", import.Reason);
    }

    [Fact]
    public async Task A_large_group_takes_several_pages_and_shrinks_again()
    {
        await using var register = await Register.Create(azurite).WithGroupsAsync();
        await register.ImportAsync(
            Some.MembersHeader + string.Concat(Enumerable.Range(1, 600).Select(at => Some.Row("A", at, at))));
        Assert.Equal(600, (await register.Members.ReadAsync("A", default)).Count);
        Assert.Equal(600, (await register.Groups.FindAsync("A", default))!.Members);

        await register.Seating.UnseatAsync("A", Enumerable.Range(101, 500).Select(at => $"m{at:d4}"), default);

        Assert.Equal(100, (await register.Members.ReadAsync("A", default)).Count);
        Assert.Empty((await register.People.FindAsync(Some.Address(600), default))!.Seats);
    }
}
