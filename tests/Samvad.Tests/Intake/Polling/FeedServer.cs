using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Samvad.Intake.Polling;

namespace Samvad.Tests.Intake.Polling;

/// <summary>A real server that answers as the test says, and writes down what it was asked.</summary>
internal sealed class FeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FeedServer(WebApplication app) => _app = app;

    public ConcurrentQueue<(string? IfNoneMatch, string? Authorization)> Asked { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public static async Task<FeedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FeedServer(builder.Build());
        server._app.Run(context =>
        {
            server.Asked.Enqueue((context.Request.Headers.IfNoneMatch, context.Request.Headers.Authorization));
            return server.Answer(context);
        });
        await server._app.StartAsync();
        return server;
    }

    public FeedOptions Feed(string name) => new() { Name = name, Url = new Uri(_app.Urls.First()), Interval = TimeSpan.FromMinutes(1) };

    /// <summary>A document with its ETag; not modified where the feed has it already.</summary>
    public void Offer(string document, string etag, string type = "application/json") => Answer = context =>
    {
        context.Response.Headers.ETag = etag;
        if (context.Request.Headers.IfNoneMatch == etag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = type;
        return context.Response.WriteAsync(document);
    };

    public void Fail(int status, string? retryAfter = null) => Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
