using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Http;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class IntakeTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_file_is_taken_in_and_queued()
    {
        await using var register = Register.Create(azurite);
        var (status, body, location) = await Call.RunAsync(
            request => register.Get<StartImport>().RunAsync(request, default),
            Encoding.UTF8.GetBytes(Some.Groups), type: "text/csv; charset=utf-8");

        Assert.Equal(202, status);
        var id = body.GetProperty("id").GetString()!;
        Assert.Equal($"/api/imports/{id}", location);
        Assert.Equal("groups", body.GetProperty("kind").GetString());
        var message = Assert.Single(register.Queue.Messages);
        Assert.Equal((id, "imports", id), (message.MessageId, message.SessionId, message.Body.ToString()));
        var (_, seen, _) = await Call.RunAsync(request => register.Get<GetImport>().RunAsync(request, id, default));
        Assert.Equal("queued", seen.GetProperty("status").GetString());
        var (_, list, _) = await Call.RunAsync(request => register.Get<ListImports>().RunAsync(request, default));
        Assert.Equal(id, Assert.Single(list.EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("", null, "text/csv", "body:empty")]
    [InlineData("id,office\n", null, "application/json", "Content-Type:content-type")]
    [InlineData("id,office\n", "people", null, "kind:unknown-kind")]
    [InlineData("one,two\n", null, null, "header:unknown-kind")]
    [InlineData("id,office,name,area,lineman,id,colour\n", "groups", null, "colour:unknown-column id:duplicate-column")]
    [InlineData("id,office,name\n", null, null, "area:missing-column lineman:missing-column")]
    public async Task What_cannot_be_a_register_is_refused_with_all_that_is_wrong(
        string csv, string? kind, string? type, string errors)
    {
        await using var register = Register.Create(azurite);
        var (status, body, _) = await Call.RunAsync(
            request => register.Get<StartImport>().RunAsync(request, default),
            Encoding.UTF8.GetBytes(csv), kind is null ? "" : "?kind=" + kind, type);

        Assert.Equal(400, status);
        Assert.Equal(errors, Call.Errors(body));
        Assert.Empty(register.Queue.Messages);
    }

    [Fact]
    public async Task Other_encodings_are_refused_at_the_door()
    {
        await using var register = Register.Create(azurite);
        foreach (var bytes in new[]
        {
            Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Some.Groups)).ToArray(),
            Encoding.BigEndianUnicode.GetBytes(Some.Groups),
            [.. "id,office,name,area,li"u8, 0xE9, .. "neman\n"u8],
        })
        {
            var (status, body, _) =
                await Call.RunAsync(request => register.Get<StartImport>().RunAsync(request, default), bytes);
            Assert.Equal(400, status);
            Assert.EndsWith(":encoding", Call.Errors(body));
        }
    }
}

/// <summary>Calls an HTTP function and reads its answer.</summary>
internal static class Call
{
    private static readonly IServiceProvider Services = Web();

    public static async Task<(int Status, JsonElement Body, string? Location)> RunAsync(
        Func<HttpRequest, Task<IResult>> function, byte[]? body = null, string query = "", string? type = null)
    {
        var context = new DefaultHttpContext { RequestServices = Services }.By();
        context.Request.Body = new MemoryStream(body ?? []);
        context.Request.QueryString = new QueryString(query);
        context.Request.ContentType = type;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await (await function(context.Request)).ExecuteAsync(context);
        var json = answer.Length == 0 ? default : JsonDocument.Parse(answer.ToArray()).RootElement;
        return (context.Response.StatusCode, json, context.Response.Headers.Location);
    }

    public static Task<(int Status, JsonElement Body, string? Location)> PutAsync(
        Func<HttpRequest, Task<IResult>> function, object body) =>
        RunAsync(function, JsonSerializer.SerializeToUtf8Bytes(body), type: "application/json");

    public static string Errors(JsonElement problem) => string.Join(' ', problem.GetProperty("errors").EnumerateArray()
        .Select(error => error.GetProperty("field").GetString() + ":" + error.GetProperty("rule").GetString())
            .Order(StringComparer.Ordinal));

    private static ServiceProvider Web()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower)));
        return services.BuildServiceProvider();
    }
}
