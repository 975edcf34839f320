using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>A request that Meta refuses, with its error code.</summary>
internal sealed class CloudApiException(string code, string details) : Exception(details)
{
    public string Code => code;
}

/// <summary>
/// The error envelope of Meta's Graph API
/// (https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
/// </summary>
internal static class CloudApiProblems
{
    public static Task WriteAsync(HttpContext context, string code, string details)
    {
        context.Response.StatusCode = StatusOf(code);
        context.Response.ContentType = "application/json; charset=utf-8";
        var number = int.Parse(code, CultureInfo.InvariantCulture);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            error = new
            {
                message = $"(#{number}) {FailureCodes.MessageOf(code)}",
                type = "OAuthException",
                code = number,
                error_data = new { messaging_product = "whatsapp", details },
                fbtrace_id = context.TraceIdentifier,
            },
        });
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }

    private static int StatusOf(string code) => code switch
    {
        "190" => 401,
        "130429" or "80007" or "4" => 429,
        "131005" => 403,
        "132001" => 404,
        "1" or "2" or "131000" => 500,
        "131016" => 503,
        _ => 400,
    };
}
