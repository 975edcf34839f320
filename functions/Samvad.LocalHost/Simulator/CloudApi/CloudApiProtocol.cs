using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Samvad.LocalHost.Simulator.Acs;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>
/// POST /v{n}.0/{phone-number-id}/messages as Meta answers it. There is no repeatability: each accepted request is a
/// message.
/// </summary>
internal sealed partial class CloudApiProtocol(
    Simulation simulation, Journal journal, CloudApiRenditions renditions, Callbacks callbacks, TimeProvider time)
{
    private const string Authorization = "Bearer " + CloudApiNumber.AccessToken;
    private readonly SharedDelays _delays = new(time);

    /// <summary>The phone number id; null where the path is another one.</summary>
    public static string? ChannelOf(string? path) =>
        path is not null && Path().Match(path) is { Success: true } match ? match.Groups[1].Value : null;

    public async Task HandleAsync(HttpContext context, string channel)
    {
        Verdict verdict;
        try
        {
            if (context.Request.Headers.Authorization != Authorization)
                throw new CloudApiException("190", "The access token is missing or another one.");
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            verdict = Submit(channel, body.RootElement);
        }
        catch (JsonException)
        {
            await RefuseAsync(context, "100", "The body is not JSON.");
            return;
        }
        catch (CloudApiException refused)
        {
            await RefuseAsync(context, refused.Code, refused.Message);
            return;
        }

        if (verdict.Outcome is Outcome.Timeout)
            await Waiting.ForTheCallerToGoAsync(context, time);
        else if (verdict.DelayMs > 0)
            await _delays.Wait(verdict.DelayMs);
        await AnswerAsync(context, verdict);
    }

    private Verdict Submit(string channel, JsonElement body)
    {
        var request = CloudApiRequest.Read(body, renditions);
        // Together, so that no status is told without the callback.
        lock (journal.Gate)
        {
            var verdict = simulation.Submit(new Submission
            {
                Person = request.Person,
                Channel = channel,
                Rendition = request.Rendition,
                AnswersCodes = true,
            });
            if (verdict.MessageId != default && request.Callback is { } callback)
                callbacks.Add(verdict.MessageId, callback);
            return verdict;
        }
    }

    private static Task AnswerAsync(HttpContext context, in Verdict verdict)
    {
        switch (verdict.Outcome)
        {
            case Outcome.Accepted:
                return context.Response.WriteAsJsonAsync(new
                {
                    messaging_product = "whatsapp",
                    contacts = new[] { new { input = verdict.Person, wa_id = verdict.Person } },
                    messages = new[] { new { id = CloudApiNumber.Wamid(verdict.MessageId), message_status = "accepted" } },
                });
            case Outcome.Refused:
                return CloudApiProblems.WriteAsync(context, verdict.Code!, "WhatsApp refuses the message.");
            case Outcome.Throttled:
                context.Response.Headers.RetryAfter = verdict.RetryAfterSeconds.ToString();
                return CloudApiProblems.WriteAsync(context, "130429", "The throughput of the number is exceeded.");
            case Outcome.Error500:
                return CloudApiProblems.WriteAsync(context, "1", "The script asked for a failure.");
            default:
                context.Abort();
                return Task.CompletedTask;
        }
    }

    private Task RefuseAsync(HttpContext context, string code, string details)
    {
        lock (journal.Gate)
            journal.CountRejected(code);
        return CloudApiProblems.WriteAsync(context, code, details);
    }

    [GeneratedRegex(@"^/v\d+\.0/(\d+)/messages$")]
    private static partial Regex Path();
}
