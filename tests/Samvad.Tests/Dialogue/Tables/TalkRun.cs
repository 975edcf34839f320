using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

/// <summary>Lets one conversation of the tables take place by way of the simulator.</summary>
internal sealed partial class TalkRun(TalkingHost host, Town town)
{
    private static readonly TemplateCatalogue Catalogue = TemplateCatalogue.Load();
    private readonly CancellationTokenSource _timeout = new(TimeSpan.FromMinutes(8));
    private readonly Dictionary<(char Actor, bool Template), int> _seen = [];
    private string _language = town.Script.Language;
    private string? _ticket;

    public async Task RunAsync()
    {
        foreach (var line in town.Script.Lines)
        {
            if (line.Writes)
                await WriteAsync(line.Actor, line.What);
            else if (line.What != "-")
                await ReadAsync(line.Actor, line.What);
        }

        // What comes next is the menu, so nothing came where there was to be silence.
        foreach (var silent in town.Script.Lines.Where(line => line.What == "-").Select(line => line.Actor).Distinct())
        {
            await WriteAsync(silent, "menu");
            await ReadAsync(silent, "menu");
        }

        foreach (var end in town.Script.Ends)
            await EndAsync(end.Split(' '));
    }

    private long _second;

    private async Task WriteAsync(char actor, string what)
    {
        var person = "91" + town.PhoneOf(actor);
        what = what.Replace("{own}", town.ConsumerNumber(1)).Replace("{neighbour}", town.ConsumerNumber(9)).Replace("{ticket}", _ticket);
        var bracket = Bracketed().Match(what);
        object said = bracket.Success
            ? await SaidAsync(actor, person, bracket.Groups["what"].Value.Split(' '), bracket.Groups["rest"].Value)
            : new { person, channel = town.Channel, text = what };
        // The Cloud API dates messages to the second, and of two words about consent in one second the withdrawal counts.
        while (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() == _second && town.Script.Ends.Any(end => end.StartsWith("consent")))
            await Task.Delay(50, _timeout.Token);
        _second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var response = await host.Simulator.PostAsJsonAsync("/inbound", said, _timeout.Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(_timeout.Token));
    }

    private async Task<object> SaidAsync(char actor, string person, string[] what, string rest)
    {
        var channel = town.Channel;
        var cloud = town.Provider == "cloud";
        switch (what[0])
        {
            case "press":
                var button = Catalogue.Templates.SelectMany(template => template.Buttons).First(one => one.Key == what[1]);
                return new { person, press = button.Titles.In(LanguageOf(actor)) };
            case "voice":
                return new { person, channel, messageType = "audio", media = new { mimeType = "audio/ogg", data = "T2dnUw==" } };
            case "location" when cloud:
                var at = what[1].Split(',');
                return new { person, channel, location = new { latitude = double.Parse(at[0]), longitude = double.Parse(at[1]) } };
            case "location":
                return new { person, channel, text = what[1] };
            case "photo" or "document":
                var messageType = what[0] == "photo" ? "image" : "document";
                var caption = rest.Length > 0 ? rest : null;
                return new { person, channel, messageType, media = MediaOf(what[1], caption) };
            default:
                var number = int.Parse(what[0]);
                var asked = (await MessagesAsync(actor, template: false))[^1].GetProperty("buttons").EnumerateArray().ToList();
                return cloud
                    ? new { person, press = asked[number - 1].GetProperty("title").GetString() }
                    : new { person, channel, text = what[0] };
        }
    }

    private static object MediaOf(string kind, string? caption)
    {
        var (type, file, size) = kind switch
        {
            "png" => ("image/png", SomeFile.Png(40_000), 0L),
            "pdf" => ("application/pdf", SomeFile.Pdf(40_000), 0),
            "exe" => ("image/jpeg", SomeFile.Program(), 0),
            "half" => ("image/jpeg", SomeFile.Jpeg(60_000)[..30_000], 0),
            "huge" => ("application/pdf", SomeFile.Pdf(), 100L * 1024 * 1024),
            _ => ("image/jpeg", SomeFile.Jpeg(40_000), 0),
        };
        return kind == "lost"
            ? new { mimeType = type, caption, id = "424242" }
            : size > 0 ? new { mimeType = type, caption, data = Convert.ToBase64String(file), size }
            : new { mimeType = type, caption, data = Convert.ToBase64String(file) };
    }

    /// <summary>The next message to the actor is made of these texts, or is this template.</summary>
    private async Task ReadAsync(char actor, string names)
    {
        var isTemplate = Catalogue.Find(names) is not null;
        var at = _seen.GetValueOrDefault((actor, isTemplate));
        JsonElement message;
        while (true)
        {
            var messages = await MessagesAsync(actor, isTemplate);
            if (messages.Count > at)
            {
                message = messages[at];
                break;
            }

            _timeout.Token.ThrowIfCancellationRequested();
            await Task.Delay(60, _timeout.Token);
        }

        _seen[(actor, isTemplate)] = at + 1;
        var text = message.GetProperty("text").GetString()!;
        if (TicketTalkNumber(text) is { } number)
            _ticket = number;
        if (isTemplate)
            Assert.Equal(names, message.GetProperty("template").GetString());
        else if (names == "picture")
            Assert.Contains(await PictureAsync(text), (byte[][])[SomeFile.Jpeg(40_000), SomeFile.Png(40_000)]);
        else
            Talk.AssertHolds(text, names.Split(" + ").Select(name => TextOf(actor, name)));
    }

    private string TextOf(char actor, string name)
    {
        if (name.Split(':') is not [var language, var text])
            return Catalogue.Text(name).In(LanguageOf(actor));
        if (actor == TalkScript.Person)
            _language = language;
        return Catalogue.Text(text).In(language);
    }

    private string LanguageOf(char actor) => actor == TalkScript.Person ? _language : town.Script.LanguageOf(actor);

    /// <summary>What WhatsApp would fetch to show it.</summary>
    private async Task<byte[]> PictureAsync(string text) =>
        await host.Simulator.GetByteArrayAsync(new Uri(text.Split('\n')[^1]), _timeout.Token);

    private async Task<List<JsonElement>> MessagesAsync(char actor, bool template) =>
        [.. (await host.Simulator.GetFromJsonAsync<List<JsonElement>>($"/journal/messages?person=91{town.PhoneOf(actor)}", _timeout.Token))!
            .Where(message => (message.GetProperty("kind").GetString() == "template") == template)
            .Where(message => !template || IsOfTalk(message))];

    /// <summary>Outages and notices are told beside.</summary>
    private static bool IsOfTalk(JsonElement message) => message.GetProperty("template").GetString() is { } name
        && !name.StartsWith("outage_", StringComparison.Ordinal) && name != "group_notice";

    private async Task EndAsync(string[] end)
    {
        switch (end)
        {
            case ["ticket", var type, var state, .. var more]:
                Assert.NotNull(_ticket);
                while (true)
                {
                    var shown = await host.Http.GetFromJsonAsync<JsonElement>($"/api/tickets/{_ticket}", _timeout.Token);
                    var ticket = shown.GetProperty("ticket");
                    // What the answer tells of is done before it; what others are told of may take a moment.
                    if (ticket.GetProperty("state").GetString() != state && !_timeout.IsCancellationRequested
                        && state is "closed" or "resolved" or "reopened")
                    {
                        await Task.Delay(100, _timeout.Token);
                        continue;
                    }

                    Assert.Equal((type, state), (ticket.GetProperty("type").GetString(), ticket.GetProperty("state").GetString()));
                    if (more is [var code, ..] && code != "media")
                        Assert.Equal(code, ticket.GetProperty("service_code").GetString());
                    if (more is [.., "media", var count])
                        Assert.Equal(count, shown.GetProperty("media").GetArrayLength().ToString());
                    return;
                }

            case ["no", "ticket"]:
                Assert.Null(_ticket);
                var own = await host.Http.GetFromJsonAsync<JsonElement>($"/api/tickets?office={town.Key}", _timeout.Token);
                Assert.Equal(0, own.GetProperty("tickets").GetArrayLength());
                break;
            case ["consent", var topics]:
                var given = (await PersonAsync()).GetProperty("consent").EnumerateObject()
                    .Where(topic => topic.Value.GetProperty("given").GetBoolean()).Select(topic => topic.Name).Order();
                Assert.Equal(topics == "none" ? [] : topics.Split(',').Order(), given);
                break;
            case ["language", var language]:
                Assert.Equal(language, (await PersonAsync()).GetProperty("language").GetString());
                break;
            default:
                Assert.Fail($"'{string.Join(' ', end)}' is no end of a conversation.");
                break;
        }
    }

    private Task<JsonElement> PersonAsync() =>
        host.Http.GetFromJsonAsync<JsonElement>($"/api/people/{town.PhoneOf(TalkScript.Person)}", _timeout.Token);

    private static string? TicketTalkNumber(string text) => Number().Match(text) is { Success: true } match ? TicketNumber.Parse(match.Value) : null;

    [GeneratedRegex(@"\b[HNC]-[0-9A-Z]{4}-[0-9A-Z]{3}\b")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\[(?<what>[^\]]+)\](?<rest>.*)$")]
    private static partial Regex Bracketed();
}
