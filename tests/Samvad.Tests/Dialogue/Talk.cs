using System.Text.RegularExpressions;
using Samvad.Dialogue;
using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

/// <summary>A person who talks with the app; person 1 is known, has one connection and speaks English.</summary>
internal static partial class Talk
{
    public const string Channel = "11111111-1111-1111-1111-111111111111";

    public static async Task<App> TalkAsync(this AzuriteFixture azurite, int people = 2)
    {
        var app = App.Create(azurite);
        await app.ImportAsync(
            Some.Offices, Some.Groups,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, people).Select(one => Some.Row("A", one, one, "en"))));
        return app;
    }

    public static InboundEvent Say(string id, string text, int person = 1) => new(id, Some.Address(person), default)
    {
        Provider = "acs", Channel = Channel, Kind = InboundKind.Text, Text = text,
    };

    public static InboundEvent Picture(string id, string media, string? caption = null, string type = "image/jpeg", int person = 1) =>
        Say(id, "", person) with { Kind = InboundKind.Image, Text = caption, MediaId = media, MimeType = type };

    public static InboundEvent Press(string id, string payload, string title, int person = 1) =>
        Say(id, "", person) with { Kind = InboundKind.Button, Text = null, ButtonPayload = payload, ButtonText = title };

    /// <summary>A button of the last message to the person.</summary>
    public static InboundEvent Option(string id, App app, int number, int person = 1)
    {
        var last = (InteractiveContent)app.Provider.Accepted.Last(message => message.To == Some.Address(person)).Content;
        return Press(id, last.Buttons[number - 1].Id, last.Buttons[number - 1].Title, person);
    }

    public static Task HearAsync(this App app, InboundEvent inbound, int minute = 1) =>
        app.Get<Conversing>().HearAsync(inbound with { At = App.Start.AddMinutes(minute) }, App.Start, default);

    /// <summary>The last words to the person hold the texts of these names, one after the other.</summary>
    public static void AssertSaid(this App app, string language, params string[] names) =>
        AssertSaid(app, 1, language, names);

    public static void AssertSaid(this App app, int person, string language, params string[] names)
    {
        var catalogue = app.Get<TemplateCatalogue>();
        AssertHolds(Last(app, person), names.Select(name => catalogue.Text(name).In(language)));
    }

    /// <summary>The fixed parts of the texts are there in that order.</summary>
    public static void AssertHolds(string said, IEnumerable<string> texts)
    {
        var at = 0;
        foreach (var part in texts.SelectMany(text => Placeholder().Split(text)).Where(part => part.Length > 0))
        {
            var found = said.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{part}' is not in '{said}'");
            at = found + part.Length;
        }
    }

    public static string Last(App app, int person = 1) =>
        app.Provider.Accepted.Last(message => message.To == Some.Address(person)).Content switch
        {
            TextContent text => text.Text,
            InteractiveContent interactive => interactive.Text,
            var other => other.GetType().Name,
        };

    /// <summary>The latest ticket of the person.</summary>
    public static async Task<Ticket> TicketAsync(this App app, int person = 1) => (await app.Get<TicketDesk>().FindAsync(
        (await app.Get<ConversationStore>().FindAsync(Some.Address(person), default)).Tickets[^1], default))!;

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Placeholder();
}
