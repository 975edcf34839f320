using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Samvad.LocalHost.Simulator.Acs;

/// <summary>POST /messages/notifications:send as the service answers it (REST version 2024-08-30).</summary>
internal sealed class AcsProtocol(
    Simulation simulation, Journal journal, AcsSignature signature, AcsRenditions renditions, TimeProvider time)
{
    public const string Path = "/messages/notifications:send";

    private static readonly string[] Versions =
    [
        "2024-08-30", "2024-02-01", "2024-08-30-preview", "2024-11-15-preview", "2025-01-15-preview",
        "2025-04-01-preview", "2025-09-01-preview",
    ];

    private readonly SharedDelays _delays = new(time);

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength is null or > 1 << 20)
        {
            await RefuseAsync(context, 400, "InvalidRequest", "A body of known length, at most 1 MiB, is required.");
            return;
        }

        var read = await request.BodyReader.ReadAtLeastAsync((int)request.ContentLength, context.RequestAborted);
        var (verdict, problem) = Decide(context, read.Buffer);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        if (problem is { } refused)
        {
            await RefuseAsync(context, refused.Status, refused.Code, refused.Message);
            return;
        }

        if (verdict.Outcome is Outcome.Timeout)
            await Waiting.ForTheCallerToGoAsync(context, time);
        else if (verdict.DelayMs > 0)
            await _delays.Wait(verdict.DelayMs);
        await AnswerAsync(context, verdict);
    }

    private (Verdict, Problem?) Decide(HttpContext context, ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
            return Decide(context, buffer.FirstSpan);
        var rented = ArrayPool<byte>.Shared.Rent((int)buffer.Length);
        buffer.CopyTo(rented);
        var result = Decide(context, rented.AsSpan(0, (int)buffer.Length));
        ArrayPool<byte>.Shared.Return(rented);
        return result;
    }

    private (Verdict, Problem?) Decide(HttpContext context, ReadOnlySpan<byte> body)
    {
        if (signature.FaultOf(context, body) is { } fault)
            return (default, new Problem(401, "Unauthorized", fault));
        if (!IsKnownVersion(context.Request))
            return (default, new Problem(400, "InvalidApiVersionParameter", "The api-version is not supported."));
        Span<char> person = stackalloc char[140];
        scoped var parsed = new AcsRequest();
        try
        {
            fault = parsed.Read(body, person, renditions);
        }
        catch (JsonException)
        {
            fault = "The body is not the JSON of a message.";
        }

        if (fault is not null)
            return (default, new Problem(400, "InvalidParameter", fault));
        Span<char> channel = stackalloc char[36];
        parsed.Channel.TryFormat(channel, out _);
        var repeatId = context.Request.Headers["Repeatability-Request-ID"].ToString();
        return (simulation.Submit(new Submission
        {
            Person = parsed.Person,
            Channel = channel,
            Rendition = parsed.Rendition!,
            RepeatKey = RepeatKey(repeatId),
            BodyHash = (ulong)AcsRequest.HashOf(body),
        }), null);
    }

    // The first comparison spares the usual request the parsing of its query.
    private static bool IsKnownVersion(HttpRequest request) =>
        request.QueryString.Value == "?api-version=2024-08-30"
        || Versions.Contains(request.Query["api-version"].ToString());

    private static UInt128 RepeatKey(string id)
    {
        if (id.Length == 0)
            return 0;
        Span<byte> bytes = stackalloc byte[16];
        return Guid.TryParse(id, out var guid) && guid.TryWriteBytes(bytes)
            ? BitConverter.ToUInt128(bytes)
            : AcsRequest.HashOf(Encoding.UTF8.GetBytes(id));
    }

    private static Task AnswerAsync(HttpContext context, in Verdict verdict)
    {
        switch (verdict.Outcome)
        {
            case Outcome.Accepted or Outcome.Repeated:
                return AcceptAsync(context, verdict);
            case Outcome.Throttled:
                context.Response.Headers.RetryAfter = verdict.RetryAfterSeconds.ToString();
                return AcsProblems.WriteAsync(context, 429, "TooManyRequests", "The rate of the channel is exceeded.");
            case Outcome.Error500:
                return AcsProblems.WriteAsync(context, 500, "InternalServerError", "The script asked for a failure.");
            case Outcome.RepeatRejected:
                context.Response.Headers["Repeatability-Result"] = "rejected";
                return AcsProblems.WriteAsync(
                    context, 400, "RepeatabilityRejected", "The repeatability id was used for another body.");
            default:
                context.Abort();
                return Task.CompletedTask;
        }
    }

    private static Task AcceptAsync(HttpContext context, in Verdict verdict)
    {
        var response = context.Response;
        var head = "{\"receipts\":[{\"messageId\":\""u8;
        var middle = "\",\"to\":\""u8;
        var tail = "\"}]}"u8;
        var length = head.Length + 36 + middle.Length + verdict.Person.Length + tail.Length;
        response.StatusCode = 202;
        response.Headers["Repeatability-Result"] = "accepted";
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = length;
        var span = response.BodyWriter.GetSpan(length);
        head.CopyTo(span);
        Utf8Formatter.TryFormat(verdict.MessageId, span[head.Length..], out _);
        var at = head.Length + 36;
        middle.CopyTo(span[at..]);
        at += middle.Length;
        at += Encoding.ASCII.GetBytes(verdict.Person, span[at..]);
        tail.CopyTo(span[at..]);
        response.BodyWriter.Advance(length);
        return response.BodyWriter.FlushAsync().AsTask();
    }

    private Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        lock (journal.Gate)
            journal.CountRejected(status.ToString());
        return AcsProblems.WriteAsync(context, status, code, message);
    }

    private sealed record Problem(int Status, string Code, string Message);
}

/// <summary>The error envelope of Azure's services.</summary>
internal static class AcsProblems
{
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-ms-error-code"] = code;
        context.Response.ContentType = "application/json; charset=utf-8";
        var body = JsonSerializer.SerializeToUtf8Bytes(new { error = new { code, message } });
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}
