using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Samvad.WhatsApp.CloudApi;

/// <summary>What an answer of the Cloud API means.</summary>
internal static class CloudApiAnswer
{
    /// <param name="trace">By which Meta's support finds the call.</param>
    public static SendOutcome Read(HttpResponseMessage response, ReadOnlySpan<byte> body, out string? trace)
    {
        trace = null;
        var root = Parse(body);
        if (response.IsSuccessStatusCode)
        {
            // An answer without the message's id leaves open whether there is a message.
            return MessageId(root) is { } id ? SendOutcome.Accepted(id) : SendOutcome.Failed(FailureTable.NoAnswer);
        }

        var error = root.Member("error");
        trace = error.Text("fbtrace_id");
        return SendOutcome.Failed(Translate(response.StatusCode, (int?)error.Number("code")), RetryAfter(response));
    }

    // Graph's own codes (developers.facebook.com/docs/graph-api/guides/error-handling) come before WhatsApp's.
    private static string Translate(HttpStatusCode status, int? code) => (status, code) switch
    {
        // Graph's "unknown" and "service" errors tell nothing of the message when the server itself failed.
        ( >= HttpStatusCode.InternalServerError, null or 1 or 2) => FailureTable.NoAnswer,
        (HttpStatusCode.RequestTimeout, _) => FailureTable.NoAnswer,
        (HttpStatusCode.Unauthorized, _) or (_, 0 or 3 or 10 or 190) or (_, >= 200 and <= 299) => FailureTable.Unauthorized,
        (_, { } known) => known.ToString(CultureInfo.InvariantCulture),
        (HttpStatusCode.TooManyRequests, _) => FailureTable.HttpThrottled,
        (HttpStatusCode.Forbidden, _) => FailureTable.Unauthorized,
        _ => FailureTable.HttpRefused,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } delta && delta > TimeSpan.Zero
            ? TimeSpan.FromSeconds(Math.Min(delta.TotalSeconds, 3600))
            : null;

    private static string? MessageId(JsonElement? root) =>
        root is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("messages", out var messages)
            && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0
            ? messages[0].Text("id")
            : null;

    private static JsonElement? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status says all there is.
            return null;
        }
    }
}
