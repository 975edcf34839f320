using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Consumers;
using Samvad.Tests.Consumers;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Tests.Tickets;

/// <summary>An app with the staff of two sections: a Janamitra in the first, engineers at every level.</summary>
internal static class Office
{
    public const string Offices =
        "code,level,parent,name_mr,name_hi,name_en\nDIV,division,,विभाग,विभाग,Division\nSUB,subdivision,DIV,उपविभाग,उपखंड,Subdivision\n"
        + "SEC-1,section,SUB,शाखा १,शाखा १,Section 1\nSEC-2,section,SUB,शाखा २,शाखा २,Section 2\n";

    public const string StaffHeader = "phone,name,role,office,group,language\n";

    public static readonly string Janamitra = Some.Address(901);
    public static readonly string Section = Some.Address(902);
    public static readonly string Subdivision = Some.Address(903);
    public static readonly string Division = Some.Address(904);

    public static readonly string Staff = StaffHeader
        + $"{Some.Phone(901)},संजय,janamitra,SEC-1,A,mr\n{Some.Phone(902)},अनिता,engineer,SEC-1,,en\n"
        + $"{Some.Phone(903)},विजय,engineer,SUB,,hi\n{Some.Phone(904)},सुनील,engineer,DIV,,mr\n";

    public static async Task<App> OfficeAsync(
        this AzuriteFixture azurite, Action<TableClientOptions>? tables = null, int people = 3)
    {
        var app = App.Create(azurite, tables);
        await app.ImportAsync(
            Offices, Some.Groups, Staff,
            Some.MembersHeader + string.Concat(Enumerable.Range(1, people).Select(person => Some.Row("A", person, person))));
        return app;
    }

    public static TicketRequest Report(
        int person = 1, TicketType type = TicketType.Hazard, string? cause = null, string? transformer = "T-1") => new(
        type, type == TicketType.NoSupply ? "no-supply" : "wire", "तार तुटली आहे", Some.Address(person), "A", "SEC-1", "F-1",
        transformer, null, null, null, null, null, cause ?? $"wamid.{person}");

    public static async Task<Ticket> OpenAsync(this App app, TicketRequest request) =>
        (await app.Get<TicketDesk>().OpenAsync(request, default)).Ticket;

    public static async Task<Ticket> NowAsync(this App app, Ticket ticket) =>
        (await app.Get<TicketDesk>().FindAsync(ticket.Number, default))!;

    /// <summary>Lets time pass and the timer look.</summary>
    public static async Task LaterAsync(this App app, TimeSpan time)
    {
        app.Time.Advance(time);
        await app.Get<WatchTickets>().Run(new TimerInfo(), default);
    }

    /// <summary>The names of the templates that an address was sent, in order.</summary>
    public static IReadOnlyList<string> Told(this App app, string address) =>
    [
        .. app.Provider.Accepted.Where(message => message.To == address)
            .Select(message => message.Content is TemplateContent template ? template.Template.Name : message.Content.GetType().Name),
    ];

    public static InboundEvent Press(string from, string key, Ticket ticket, string id) => new(id, from, default)
    {
        Kind = InboundKind.Button, ButtonPayload = $"{key}:{ticket.Number}", Provider = "acs",
    };

    public static InboundEvent Say(string from, string text, string id) => new(id, from, default)
    {
        Kind = InboundKind.Text, Text = text, Provider = "acs",
    };

    public static InboundEvent Show(string from, string id) => new(id, from, default)
    {
        Kind = InboundKind.Image, MediaId = "m", Provider = "acs",
    };

    public static async Task<(int Status, string Body)> ReadAsync(IResult result)
    {
        var context = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
        };
        using var body = new MemoryStream();
        context.Response.Body = body;
        await result.ExecuteAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    public static HttpRequest Request(string query = "", object? body = null)
    {
        var request = new DefaultHttpContext().By().Request;
        request.QueryString = new QueryString(query);
        if (body is not null)
            request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web));
        return request;
    }
}
