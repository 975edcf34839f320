using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Samvad.Storage;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.Tests.WhatsApp.Channels;

public sealed class ChannelTests(AzuriteFixture azurite)
{
    private const string First = "11111111-1111-1111-1111-111111111111";
    private const string Second = "22222222-2222-2222-2222-222222222222";

    [Fact]
    public async Task The_settings_bring_a_channel_in_and_what_an_operator_changes_stays()
    {
        await using var app = App.Create(azurite);
        Assert.Equal((First, 0.0), ((await app.ChannelAsync(First))!.Sender, (await app.ChannelAsync(First))!.MessagesPerSecond));
        await app.Get<ChannelStore>().ChangeAsync(First, before => before! with { MessagesPerSecond = 20 }, default);
        Assert.Equal(20, (await Restarted(app, 0).FindAsync(First, default))!.MessagesPerSecond);
    }

    [Fact]
    public async Task Changed_settings_count_again_but_do_not_start_a_stopped_channel()
    {
        await using var app = App.Create(azurite);
        await app.ChannelAsync(First);
        Assert.True(await app.Get<ChannelStore>().StopAsync(First, "131048", default));
        Assert.False(await app.Get<ChannelStore>().StopAsync(First, "131031", default));
        var channel = await Restarted(app, 500).FindAsync(First, default);
        Assert.Equal((500.0, ChannelState.Stopped, "131048"), (channel!.MessagesPerSecond, channel.State, channel.Reason));
    }

    [Fact]
    public async Task A_channel_is_not_moved_to_a_provider_whose_settings_are_missing()
    {
        await using var app = App.Create(azurite);
        var errors = await PutAsync(app, First, """{"provider":"cloud","sender":"123456789"}""", 400);
        Assert.Contains(errors, error => error.GetProperty("remedy").GetString() == "WhatsApp:Cloud:AccessToken is missing.");
        Assert.Contains(errors, error => error.GetProperty("remedy").GetString()!.StartsWith("WhatsApp:Cloud:AppSecret is missing"));
        Assert.Equal("acs", (await app.ChannelAsync(First))!.Provider);
    }

    [Fact]
    public async Task A_group_is_served_by_the_channel_of_the_nearest_office_above_it()
    {
        await using var app = App.Create(azurite);
        await app.ImportAsync(Some.Offices, Some.Groups);
        await AddAsync(app, "division", ["DIV"]);
        await AddAsync(app, "section", ["SEC-2"]);
        Assert.Equal("division", (await app.Get<ChannelMap>().ForAsync("SEC-1", "A", default))!.Id);
        Assert.Equal("section", (await app.Get<ChannelMap>().ForAsync("SEC-2", "B", default))!.Id);
        Assert.Equal(First, (await app.Get<ChannelMap>().ForAsync("ELSEWHERE", "C", default))!.Id);
        await app.Get<ChannelStore>().StopAsync("section", "131048", default);
        Assert.Equal("division", (await app.Get<ChannelMap>().ForAsync("SEC-2", "B", default))!.Id);
    }

    [Fact]
    public async Task Several_channels_share_the_groups_by_their_rates_and_a_new_one_moves_only_its_own_share()
    {
        await using var app = App.Create(azurite);
        await app.ChannelAsync(First);
        await app.Get<ChannelStore>().ChangeAsync(First, before => before! with { MessagesPerSecond = 80 }, default);
        await AddAsync(app, "fast", [], 240);
        var before = await ServedAsync(app);
        Assert.InRange(before.Values.Count(id => id == "fast"), 650, 850);
        await AddAsync(app, "new", [], 80);
        var after = await ServedAsync(app);
        Assert.All(after, pair => Assert.True(pair.Value == before[pair.Key] || pair.Value == "new"));
        Assert.InRange(after.Values.Count(id => id == "new"), 130, 270);
    }

    /// <returns>The errors of the answer.</returns>
    private static async Task<IReadOnlyList<JsonElement>> PutAsync(App app, string id, string body, int status)
    {
        var context = new DefaultHttpContext { RequestServices = app.Get<IServiceProvider>() }.By();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await app.Get<ChannelFunctions>().PutChannel(context.Request, id, default)).ExecuteAsync(context);
        Assert.True(status == context.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()));
        return JsonSerializer.Deserialize<JsonElement>(answer.ToArray()).TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray()]
            : [];
    }

    private static async Task<Dictionary<string, string>> ServedAsync(App app)
    {
        var served = new Dictionary<string, string>();
        foreach (var group in Enumerable.Range(0, 1000).Select(number => $"G-{number}"))
            served[group] = (await app.Get<ChannelMap>().ForAsync("X", group, default))!.Id;
        return served;
    }

    private static Task AddAsync(App app, string id, string[] offices, double rate = 80) =>
        app.Get<ChannelStore>().ChangeAsync(id, _ => new Channel(id, "acs", Second, rate, 0, offices), default);

    private static ChannelStore Restarted(App app, double rate)
    {
        var options = new WhatsAppOptions { Channels = { new ChannelOptions { Id = First, MessagesPerSecond = rate } } };
        return new ChannelStore(app.Get<SamvadTables>(), Options.Create(options), app.Time);
    }
}

internal static class ChannelExtensions
{
    public static async Task<Channel?> ChannelAsync(this App app, string id) =>
        await app.Get<ChannelStore>().FindAsync(id, default);
}
