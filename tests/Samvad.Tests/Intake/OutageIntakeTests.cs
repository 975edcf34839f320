using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Intake;
using Samvad.Storage;

namespace Samvad.Tests.Intake;

public sealed class OutageIntakeTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("own.json", "application/json", 2)]
    [InlineData("cloudevent.json", "application/cloudevents+json", 1)]
    [InlineData("cloudevents-batch.json", "application/cloudevents-batch+json", 2)]
    [InlineData("odin.xml", "application/xml", 3)]
    [InlineData("odin.json", "application/json", 1)]
    [InlineData("multispeak-soap.xml", "text/xml; charset=utf-8", 2)]
    [InlineData("multispeak.json", "application/json", 2)]
    [InlineData("oracle.json", "application/json", 4)]
    [InlineData("cap-cancel.xml", "application/cap+xml", 1)]
    public async Task A_document_of_each_format_is_accepted_and_on_the_queue(string sample, string type, int reports)
    {
        await using var app = App.Create(azurite);
        var (status, answer) = await PostAsync(app, Samples.Text(sample), type, "?source=feed-1");
        Assert.Equal(StatusCodes.Status202Accepted, status);
        Assert.Equal(reports, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(reports, await QueuedAsync(app));
    }

    [Theory]
    [InlineData("{\"temperature\":21}", "application/json", "", StatusCodes.Status400BadRequest)]
    [InlineData("x", "image/png", "", StatusCodes.Status415UnsupportedMediaType)]
    [InlineData("[]", "application/json", "", StatusCodes.Status400BadRequest)]
    [InlineData("[]", "application/json", "?source=a b", StatusCodes.Status400BadRequest)]
    [InlineData("[]", "application/json", "?asOf=today", StatusCodes.Status400BadRequest)]
    [InlineData("<PubOutages/>", "application/xml", "", StatusCodes.Status400BadRequest)]
    public async Task What_cannot_be_read_is_refused_and_nothing_is_queued(string document, string type, string query, int expected)
    {
        await using var app = App.Create(azurite);
        Assert.Equal(expected, (await PostAsync(app, document, type, query)).Status);
        Assert.Equal(0, await QueuedAsync(app));
    }

    [Fact]
    public async Task One_wrong_event_keeps_all_of_its_request_from_the_queue()
    {
        await using var app = App.Create(azurite);
        var (status, answer) = await PostAsync(app, Samples.Text("oracle.json").Replace("\"NMS-58\"", "\"\""), "application/json", "");
        Assert.Equal(StatusCodes.Status400BadRequest, status);
        Assert.Equal(3, Assert.Single(answer.GetProperty("errors").EnumerateArray()).GetProperty("index").GetInt32());
        Assert.Equal(0, await QueuedAsync(app));
    }

    private static async Task<(int Status, JsonElement Answer)> PostAsync(App app, string document, string type, string query)
    {
        using var answer = new MemoryStream();
        var services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services }.By();
        (context.Request.Path, context.Request.QueryString) = ("/api/outages", new QueryString(query));
        (context.Request.ContentType, context.Request.Body) = (type, new MemoryStream(Encoding.UTF8.GetBytes(document)));
        context.Response.Body = answer;
        await (await app.Get<OutageIntake>().AcceptAsync(context.Request, default)).ExecuteAsync(context);
        return (context.Response.StatusCode, JsonSerializer.Deserialize<JsonElement>(answer.ToArray()));
    }

    private static async Task<int> QueuedAsync(App app)
    {
        for (var count = 0; ;)
        {
            using var wait = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                await using var session = await app.Broker.AcceptNextSessionAsync(QueueNames.OutageEvents, cancellationToken: wait.Token);
                for (; await session.ReceiveMessageAsync(TimeSpan.FromMilliseconds(1)) is { } message; count++)
                    await session.CompleteMessageAsync(message);
            }
            catch (OperationCanceledException)
            {
                return count;
            }
        }
    }
}
