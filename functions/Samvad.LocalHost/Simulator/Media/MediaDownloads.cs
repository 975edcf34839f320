using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Samvad.LocalHost.Simulator.Acs;
using Samvad.LocalHost.Simulator.CloudApi;

namespace Samvad.LocalHost.Simulator;

/// <summary>
/// Hands out what people sent: ACS by GET /messages/streams/{id}, signed; the Cloud API by GET /v{n}.0/{id}, which names an
/// address that asks for the token again.
/// </summary>
internal sealed partial class MediaDownloads(MediaShelf shelf, ScriptHolder script, AcsSignature signature)
{
    private const string AcsPath = "/messages/streams/";
    private const string CloudPath = "/media/";
    private const int ChunkBytes = 64 * 1024;

    /// <returns>Null where the path is of something else.</returns>
    public Task? Handle(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(AcsPath, StringComparison.Ordinal))
            return OfAcsAsync(context, Uri.UnescapeDataString(path[AcsPath.Length..]));
        if (path.StartsWith(CloudPath, StringComparison.Ordinal))
            return OfCloudAsync(context, path[CloudPath.Length..], bytes: true);
        return CloudId().Match(path) is { Success: true } match
            ? OfCloudAsync(context, Uri.UnescapeDataString(match.Groups[1].Value), bytes: false)
            : null;
    }

    private async Task OfAcsAsync(HttpContext context, string id)
    {
        if (signature.FaultOf(context, []) is { } fault)
            await AcsProblems.WriteAsync(context, 401, "Unauthorized", fault);
        else if (Fault(id) is MediaFault.Error500)
            await AcsProblems.WriteAsync(context, 500, "InternalServerError", "The script asked for a failure.");
        else if (shelf.Find(id) is { } media)
            await SendAsync(context, media, "application/octet-stream");
        else
            await AcsProblems.WriteAsync(context, 404, "NotFound", "There is no media of this id.");
    }

    private async Task OfCloudAsync(HttpContext context, string id, bool bytes)
    {
        if (context.Request.Headers.Authorization != "Bearer " + CloudApiNumber.AccessToken)
            await CloudApiProblems.WriteAsync(context, "190", "The access token is missing or another one.");
        else if (bytes && Fault(id) is MediaFault.Error500)
            await CloudApiProblems.WriteAsync(context, "1", "The script asked for a failure.");
        else if (shelf.Find(id) is not { } media)
            await CloudApiProblems.WriteAsync(context, "100", "There is no media of this id.");
        else if (bytes)
            await SendAsync(context, media, media.MimeType);
        else
            await context.Response.WriteAsJsonAsync(new
            {
                messaging_product = "whatsapp",
                url = $"{context.Request.Scheme}://{context.Request.Host}{CloudPath}{id}",
                mime_type = media.MimeType,
                file_size = media.Length,
                id,
            });
    }

    private async Task SendAsync(HttpContext context, ShelvedMedia media, string mimeType)
    {
        var attempt = shelf.Attempt(media.Id);
        var settings = script.Current;
        var cut = settings.Media.Cut > attempt;
        context.Response.ContentType = mimeType;
        context.Response.ContentLength = media.Length;
        var zeros = new byte[ChunkBytes];
        for (long at = 0; at < media.Length;)
        {
            if (cut && at >= media.Length / 2)
            {
                context.Abort();
                return;
            }

            var chunk = at < media.Head.Length
                ? media.Head.AsMemory((int)at, (int)Math.Min(ChunkBytes, cut ? Math.Max(1, media.Length / 2 - at) : media.Head.Length - at))
                : zeros.AsMemory(0, (int)Math.Min(ChunkBytes, media.Length - at));
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            at += chunk.Length;
        }
    }

    private MediaFault Fault(string id) =>
        script.Current.Media.Error500 > shelf.Attempt("fault " + id) ? MediaFault.Error500 : MediaFault.None;

    private enum MediaFault
    {
        None,
        Error500,
    }

    [GeneratedRegex(@"^/v\d+\.0/([^/]+)$")]
    private static partial Regex CloudId();
}
