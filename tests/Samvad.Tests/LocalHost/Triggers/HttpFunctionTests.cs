using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Samvad.Tests.LocalHost.Triggers;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    private TriggerRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await TriggerRig.StartAsync(typeof(Web), typeof(Failing));
    public async ValueTask DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Route_values_and_services_reach_the_function()
    {
        var id = Guid.NewGuid();
        Assert.Equal($"keyed 7 {id} 9 name", await _rig.Http.GetStringAsync($"/api/things/7/{id}/9/name"));
        Assert.Equal("keyed action", await _rig.Http.GetStringAsync("/api/action"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _rig.Http.GetAsync("/api/things/x/y/9/name")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _rig.Http.PostAsync($"/api/things/7/{id}/9/name", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _rig.Http.GetAsync("/api/nothing")).StatusCode);
    }

    [Theory]
    [InlineData("/api/guarded", null, 401)]
    [InlineData("/api/guarded", "wrong", 401)]
    [InlineData("/api/guarded", TriggerRig.FunctionKey, 200)]
    [InlineData("/api/guarded", TriggerRig.MasterKey, 200)]
    [InlineData("/api/master", TriggerRig.FunctionKey, 401)]
    [InlineData("/api/master", TriggerRig.MasterKey, 200)]
    public async Task A_function_opens_only_to_its_key(string path, string? key, int status)
    {
        var byQuery = await _rig.Http.PostAsync(key is null ? path : $"{path}?code={key}", null);
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("x-functions-key", key);
        var byHeader = await _rig.Http.SendAsync(request);

        Assert.Equal((status, status), ((int)byQuery.StatusCode, (int)byHeader.StatusCode));
        if (status == 401)
            Assert.Equal("application/problem+json", byHeader.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_failure_answers_a_problem_without_its_cause()
    {
        var response = await _rig.Http.GetAsync("/api/Failing");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_larger_than_the_servers_limit_flows_through()
    {
        var body = new byte[40 * 1024 * 1024];
        var response = await _rig.Http.PostAsync("/api/count", new ByteArrayContent(body));
        Assert.Equal($"{body.Length}", await response.Content.ReadAsStringAsync());
    }

    public sealed class Web([FromKeyedServices("word")] string word)
    {
        [Function("Things")]
        public IResult Things(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{number}/{id}/{large}/{name}")] HttpRequest request,
            int number, Guid id, long large, string name, CancellationToken cancellationToken) =>
            Results.Text($"{word} {number} {id} {large} {name}");

        [Function("action")]
        public ValueTask<IActionResult> Act([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            new(new OkObjectResult($"{word} action"));

        [Function("guarded")]
        public static IResult Guarded(
            [HttpTrigger(AuthorizationLevel.Function, "post")] HttpRequest request) => Results.Ok();

        [Function("master")]
        public async Task Master(
            [HttpTrigger(AuthorizationLevel.Admin, "post")] HttpRequest request) => await Task.Yield();

        [Function("count")]
        public async Task<IResult> Count([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request)
        {
            var buffer = new byte[81920];
            var total = 0L;
            while (await request.Body.ReadAsync(buffer) is > 0 and var read)
                total += read;
            return Results.Text($"{total}");
        }
    }

    public sealed class Failing
    {
        [Function("Failing")]
        public Task<IResult> Fail([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            throw new InvalidOperationException("secret");
    }
}
