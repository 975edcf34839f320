using Samvad.Consumers;
using Samvad.LocalHost.Sample;

namespace Samvad.Tests.LocalHost.Sample;

public sealed class SampleTests
{
    [Fact]
    public void The_district_has_one_circle_5_divisions_24_subdivisions_and_130_sections()
    {
        var offices = new SampleRegistry(875, 250, 1).Offices().ToList();
        Assert.Equal(
            [("circle", 1), ("division", 5), ("section", 130), ("subdivision", 24)],
            offices.CountBy(office => office.Level).OrderBy(level => level.Key)
                .Select(level => (level.Key, level.Value)));
        Assert.Equal(offices.Count, offices.DistinctBy(office => office.NameEn + office.Level).Count());
        Assert.All(offices.Skip(1), office => Assert.Contains(offices, parent => parent.Code == office.Parent));
    }

    [Fact]
    public void Groups_fill_every_section_and_are_urban_and_rural()
    {
        var sample = new SampleRegistry(875, 250, 1);
        var groups = sample.Groups().ToList();
        Assert.Equal(875, groups.DistinctBy(group => group.Id).Count());
        Assert.Equal(130, groups.DistinctBy(group => group.Office).Count());
        Assert.InRange(groups.Count(group => group.Urban), 300, 500);
    }

    [Fact]
    public void Members_have_the_proportions_of_the_district()
    {
        var sample = new SampleRegistry(875, 250, 1);
        var members = sample.Members().ToList();
        Assert.Equal(218_750, members.Count);
        Assert.Equal(Categories.All.Order(), members.Select(member => member.Category).Distinct().Order());
        var people = members.GroupBy(member => member.Phone).ToList();
        double Share(Func<IGrouping<string, SampleMember>, bool> of) => 100.0 * people.Count(of) / people.Count;
        Assert.InRange(Share(person => person.First().Language == "mr"), 79, 81);
        Assert.InRange(Share(person => person.First().Language == "hi"), 11, 13);
        Assert.InRange(Share(person => !person.First().ConsentOutage), 2.7, 3.3);
        Assert.InRange(Share(person => person.DistinctBy(seat => seat.Group).Count() > 1), 1.7, 2.3);
        Assert.All(people, person =>
            Assert.Single(person.DistinctBy(seat => (seat.Name, seat.Language, seat.ConsentOutage, seat.ConsentDate))));
        var feeders = members.Where(member => member.Feeder.Length > 0).GroupBy(member => member.Group)
            .Select(group => group.Select(member => member.Feeder).Distinct().Count()).ToList();
        Assert.Equal([1, 2], feeders.Distinct().Order());
        Assert.Equal(
            sample.Feeders().Order(), members.Select(member => member.Feeder).Where(feeder => feeder.Length > 0)
                .Distinct().Order());
        Assert.All(
            members.GroupBy(member => member.Group),
            group => Assert.Equal(
                4, group.Select(member => member.Transformer).Where(code => code.Length > 0).Distinct().Count()));
    }

    [Fact]
    public void Phones_are_valid_mobiles_and_differ_for_each_person()
    {
        var sample = new SampleRegistry(7350, 25, 7);
        var phones = sample.Members().Select(member => member.Phone).Distinct().ToList();
        Assert.InRange(phones.Count, 178_000, 183_750);
        Assert.All(phones.Where((_, at) => at % 50 == 0), phone => Assert.Equal("+91" + phone, Addresses.Parse(phone)));
    }

    [Fact]
    public void The_same_arguments_give_the_same_rows_and_another_seed_gives_others()
    {
        Assert.Equal(new SampleRegistry(20, 30, 3).Members(), new SampleRegistry(20, 30, 3).Members());
        Assert.NotEqual(new SampleRegistry(20, 30, 3).Members(), new SampleRegistry(20, 30, 4).Members());
    }

    [Fact]
    public void A_region_has_zones_and_circles_of_the_size_of_the_district()
    {
        var sample = new SampleRegistry(7350, 1, 1);
        var levels = sample.Offices().CountBy(office => office.Level).ToDictionary();
        Assert.Equal((1, 3, 9, 45), (levels["region"], levels["zone"], levels["circle"], levels["division"]));
        Assert.Equal("REGION", sample.TopOffice);
        Assert.Equal(7350, sample.Feeders().Distinct().Count());
    }

    [Fact]
    public async Task The_files_are_what_the_import_takes()
    {
        var directory = Directory.CreateTempSubdirectory("sample").FullName;
        try
        {
            Assert.Equal(0, await SampleCommand.RunAsync(["--out", directory, "--groups", "3", "--members", "5"]));
            foreach (var (file, kind, rows) in new[] { ("offices", ImportKind.Offices, 160), (
                "groups", ImportKind.Groups, 3), ("members", ImportKind.Members, 15), ("staff", ImportKind.Staff, 163) })
            {
                var bytes = await File.ReadAllBytesAsync(
                    Path.Combine(directory, file + ".csv"), TestContext.Current.CancellationToken);
                Assert.Equal(kind, ImportHead.Read(bytes, null).Head!.Kind);
                Assert.Equal(rows + 1, bytes.Count(letter => letter == '\n'));
            }

            Assert.Equal(2, await SampleCommand.RunAsync(["--groups", "0", "--out", directory]));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
