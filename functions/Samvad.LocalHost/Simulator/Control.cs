using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Samvad.LocalHost.Simulator.Acs;
using Samvad.LocalHost.Simulator.CloudApi;

namespace Samvad.LocalHost.Simulator;

/// <summary>
/// The simulator's own interface: script, journal, people who write. Without a key, on the loopback interface.
/// </summary>
internal sealed class Control(
    ScriptHolder script,
    Journal journal,
    JournalAnswers answers,
    Inbound inbound,
    Simulation simulation,
    StatusDispatcher statuses,
    MediaShelf media,
    AcsRenditions renditions,
    CloudApiRenditions cloudRenditions)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await DispatchAsync(context);
        }
        catch (JsonException e)
        {
            await AnswerAsync(context, 400, new { error = e.Message });
        }
    }

    private Task DispatchAsync(HttpContext context) =>
        (context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/") => AnswerAsync(context, 200, new { simulator = "WhatsApp", pid = Environment.ProcessId }),
            ("GET", "/script") => AnswerAsync(context, 200, script.Current),
            ("POST", "/script") => LayScriptAsync(context),
            ("GET", "/journal/summary") => AnswerAsync(context, 200, answers.Summary()),
            ("GET", "/journal/messages") => AnswerAsync(
                context, 200, answers.Messages(Query(context, "person"), Query(context, "announcement"))),
            ("GET", "/journal/times") => AnswerAsync(
                context, 200, answers.Times(Query(context, "announcement") ?? "")),
            ("POST", "/journal/missing") => MissingAsync(context),
            ("POST", "/inbound") => InboundAsync(context),
            ("POST", "/reset") => ResetAsync(context),
            _ => AnswerAsync(context, 404, new
            {
                error = "Known: GET /journal/summary, GET /journal/messages, GET /journal/times, "
                    + "POST /journal/missing, GET and POST /script, "
                    + $"POST /inbound, POST /reset, POST {AcsProtocol.Path}, "
                    + "POST /v{n}.0/{phone-number-id}/messages.",
            }),
        };

    private async Task LayScriptAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        script.Lay(await reader.ReadToEndAsync(context.RequestAborted));
        await AnswerAsync(context, 200, script.Current);
    }

    private async Task MissingAsync(HttpContext context)
    {
        if (Query(context, "announcement") is not { } announcement)
        {
            await AnswerAsync(context, 400, new { error = "?announcement=REFERENCE is required." });
            return;
        }

        var answer = await answers.MissingAsync(announcement, context.Request.Body, context.RequestAborted);
        await AnswerAsync(context, 200, answer);
    }

    private async Task InboundAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        var ids = await inbound.WriteAsync(body.RootElement, context.RequestAborted);
        await AnswerAsync(context, 202, new { messageIds = ids });
    }

    // The journal, what waits, the limits and the script: all as at the first start.
    private Task ResetAsync(HttpContext context)
    {
        lock (journal.Gate)
        {
            statuses.Clear();
            simulation.Clear();
            journal.Clear();
            renditions.Clear();
            cloudRenditions.Clear();
            media.Clear();
            script.Reset();
        }

        return AnswerAsync(context, 200, new { reset = true });
    }

    private static string? Query(HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    private static Task AnswerAsync<T>(HttpContext context, int status, T answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, Json, context.RequestAborted);
    }
}
