using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Samvad.Tests.Pipeline;

public sealed class DeadLettersOverHttpTests(LiveHost live)
{
    [Fact]
    public async Task The_list_answers_and_what_is_not_there_cannot_be_replayed()
    {
        await live.StartAsync();
        var list = await live.Http.GetFromJsonAsync<JsonElement>("/api/dead-letters?queue=imports&top=10");
        Assert.Equal(0, list.GetProperty("deadLetters").GetArrayLength());
        foreach (var path in (string[])["imports~99999999/replay", "nonsense/replay"])
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(path, ""));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("replay", """{"queue":"imports"}"""));
    }

    [Theory]
    [InlineData("""{"queue":"none","code":7,"all":"yes"}""", 3)]
    [InlineData("""{"queue":"imports","all":true}""", 1)]
    [InlineData("{}", 1)]
    [InlineData("{ not json", 1)]
    [InlineData("""{"everything":true}""", 1)]
    public async Task All_errors_of_a_replay_come_in_one_answer(string body, int errors)
    {
        await live.StartAsync();
        using var answer = await PostAsync("replay", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(errors, problem.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task All_errors_of_a_query_come_in_one_answer()
    {
        await live.StartAsync();
        using var answer = await live.Http.GetAsync("/api/dead-letters?queue=none&top=0&continuation=x");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(3, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").GetArrayLength());
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string body)
    {
        using var answer = await PostAsync(path, body);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        live.Http.PostAsync("/api/dead-letters/" + path, new StringContent(body, Encoding.UTF8, "application/json"));
}
