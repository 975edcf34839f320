using System.Globalization;
using Samvad.Announcements;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.DryRuns;
using Samvad.Announcements.Library;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Tests.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.Announcements.DryRuns;

/// <summary>What a dry run says beforehand is what the real run then does, to the last person.</summary>
public sealed class DryRunPropertyTests(AzuriteFixture azurite)
{
    private static readonly string[] Categories = ["domestic", "commercial", "sarpanch", "important"];
    private static readonly string[] Languages = ["mr", "mr", "hi", "en"];
    private static readonly string[] Sections = ["S-1", "S-2", "S-3", "S-4", "D-1", "D-2"];
    private static readonly string[] Items = ["wet-hands", "earthing", "register-mobile", "beware-of-fraud"];

    /// <summary>Registries; each is told as many times as there are announcements, so the weekly numbers fill up.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Dry_run_and_real_run_agree_on_random_registries_and_audiences(int seed)
    {
        var dice = new Random(seed);
        await using var app = App.Create(azurite);
        await app.ImportAsync(Offices(), Groups(dice, out var groups), Members(dice, groups));
        await MakeSomeUnreachableAsync(app, dice);
        await app.Get<ChannelStore>().ChangeAsync("second", _ => new("second", "acs", Guid.NewGuid().ToString(), 50, 0, ["D-2"]), default);
        for (var number = 1; number <= 8; number++)
        {
            var announcement = await AnnouncementAsync(app, dice, groups, $"R-{seed}-{number}");
            var before = await app.RehearseAsync(announcement);
            // In the order of the groups also where each person is told agrees; in any other one all sums do.
            var inOrder = number % 2 == 1;
            var id = await app.SendAsync(announcement, inOrder ? null : shard => string.Concat(shard.Group.Reverse()));
            await AgreeAsync(app, id, before, inOrder);
            app.Time.Advance(TimeSpan.FromHours(dice.Next(40)));
            if (Samvad.FanOut.QuietHours.EndOf(app.Time.GetUtcNow(), "22-07") is { } morning)
                app.Time.SetUtcNow(morning);
        }
    }

    private static async Task AgreeAsync(App app, string id, DryRunView before, bool inOrder)
    {
        var counts = await app.CountsAsync(id);
        Assert.Equal(0, counts.Queued);
        Assert.Equal((counts.Audience, counts.Sent), (before.Audience, before.People));
        Assert.Equal(counts.Skipped, before.Skipped);
        var sent = (await app.LinesAsync(id)).Where(line => line.Delivery.Status == DeliveryStatus.Accepted).ToList();
        Assert.Equal(Sums(sent, line => line.Delivery.Language), before.Languages);
        Assert.Equal(before.People, sent.Select(line => line.Delivery.Address).Distinct().Count());
        Assert.Equal(before.People, before.Offices.Sum(office => office.People));
        Assert.Equal(before.People, before.Channels.Sum(channel => channel.People));
        if (!inOrder)
            return;
        var officeOf = (await app.Get<Groups>().AllAsync(default)).ToDictionary(group => group.Id, group => group.Office);
        Assert.Equal(Sums(sent, line => officeOf[line.Group]), before.Offices.ToDictionary(office => office.Office, office => office.People));
        Assert.Equal(
            Sums(app.Provider.Accepted.TakeLast(before.People), message => message.Sender),
            before.Channels.ToDictionary(channel => Sender(app, channel.Channel).Result, channel => channel.People));
    }

    private static async Task<string> Sender(App app, string channel) =>
        (await app.Get<ChannelStore>().FindAsync(channel, default))!.Sender;

    private static SortedDictionary<string, int> Sums<T>(IEnumerable<T> all, Func<T, string> key) =>
        new(all.GroupBy(key).ToDictionary(same => same.Key, same => same.Count()));

    private static async Task<Announcement> AnnouncementAsync(App app, Random dice, IReadOnlyList<string> groups, string reference)
    {
        var item = (await app.Get<ContentLibrary>().FindAsync(Items[dice.Next(Items.Length)], default))!;
        var template = app.Get<LibraryTemplates>().Of(item);
        var values = Samvad.WhatsApp.TemplateCatalogue.Languages.ToDictionary(
            language => language, _ => (IReadOnlyList<string?>)[null, reference]);
        var now = app.Time.GetUtcNow();
        var id = AnnouncementId.New(now, reference, 0);
        var selection = new Selection(Places(dice, groups), Traits(dice, 3), Except(dice, groups), Traits(dice, 8));
        return selection.For(new Announcement(
            id, reference, item.Topic, template.Name, values, Affected.Nothing, "api", now, now.AddDays(2))
        {
            Own = template,
            Frequency = AnnouncementReader.FrequencyOf(item.Topic, template),
            Within = dice.Next(4) == 0 ? ["D-1"] : null,
        });
    }

    private static Affected Places(Random dice, IReadOnlyList<string> groups) => dice.Next(4) switch
    {
        0 => new(["TOP"], [], [], []),
        1 => new([Sections[dice.Next(6)], Sections[dice.Next(6)]], ["F-1"], [], []),
        2 => new([], ["F-1", "F-2"], [], []),
        _ => new(["D-1"], [], [], []) { Groups = [groups[dice.Next(groups.Count)]] },
    };

    private static Affected Except(Random dice, IReadOnlyList<string> groups) => dice.Next(4) switch
    {
        0 => new([Sections[dice.Next(4)]], [], [], []),
        1 => new([], ["F-3"], [], []),
        2 => Affected.Nothing with { Groups = [groups[dice.Next(groups.Count)]] },
        _ => Affected.Nothing,
    };

    private static Traits Traits(Random dice, int seldom) => new(
        dice.Next(seldom) == 0 ? ["janamitra"] : [],
        dice.Next(seldom) == 0 ? [Categories[dice.Next(4)], Categories[dice.Next(4)]] : [],
        dice.Next(seldom) == 0 ? [Languages[dice.Next(4)]] : [],
        dice.Next(seldom) == 0 ? ["rural"] : []);

    private static string Offices()
    {
        var rows = "code,level,parent,name_mr,name_hi,name_en\nTOP,circle,,मंडळ,मंडळ,Circle\n"
            + "D-1,division,TOP,विभाग,विभाग,Division 1\nD-2,division,TOP,विभाग,विभाग,Division 2\n";
        return rows + string.Concat(Enumerable.Range(1, 4).Select(section => string.Create(
            CultureInfo.InvariantCulture, $"S-{section},section,D-{(section + 1) / 2},शाखा {section},शाखा {section},Section {section}\n")));
    }

    private static string Groups(Random dice, out IReadOnlyList<string> ids)
    {
        // More than a few, so that ranges are read as well as single groups.
        var all = Enumerable.Range(1, 18 + dice.Next(10)).Select(number => string.Create(CultureInfo.InvariantCulture, $"G-{number:d3}")).ToList();
        ids = all;
        return "id,office,name,area,lineman\n" + string.Concat(all.Select(id =>
            $"{id},{Sections[dice.Next(6)]},गट,{(dice.Next(2) == 0 ? "urban" : "rural")},{(dice.Next(2) == 0 ? "संजय पाटील" : "")}\n"));
    }

    private static string Members(Random dice, IReadOnlyList<string> groups)
    {
        var (rows, seat) = (Some.MembersHeader, 0);
        for (var person = 1; person <= 90; person++)
        {
            var consents = string.Join(',', Enumerable.Range(0, 4).Select(_ => dice.Next(6) == 0 ? "no" : "yes"));
            var language = Languages[dice.Next(4)];
            for (var seats = dice.Next(3) == 0 ? 1 + dice.Next(3) : 1; seats > 0; seats--)
            {
                var feeder = dice.Next(5) == 0 ? "" : $"F-{1 + dice.Next(3)}";
                var row = Broadcasts.Member(
                    groups[dice.Next(groups.Count)], ++seat, person, language, Categories[dice.Next(4)], consents, feeder);
                rows += feeder.Length == 0 ? row.Replace(",T-1,", ",,", StringComparison.Ordinal) : row;
            }
        }

        return rows;
    }

    private static async Task MakeSomeUnreachableAsync(App app, Random dice) => await app.Get<PersonFindings>().RecordAsync(
        [.. Enumerable.Range(1, 90).Where(_ => dice.Next(12) == 0).Select(person => new Finding(Some.Address(person), "131026", App.Start))],
        default);
}
