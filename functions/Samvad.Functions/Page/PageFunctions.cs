using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Page;

/// <summary>
/// The operations page, `GET /api/page/`. It holds no data and asks nobody who they are; what it shows it gets from the
/// other endpoints, which do.
/// </summary>
public sealed class PageFunctions(PageFiles files)
{
    [Function(nameof(ShowPage))]
    public IResult ShowPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "page/{*path}")] HttpRequest request, string? path)
    {
        // The links of the page are relative to a path that ends with a slash.
        if (string.IsNullOrEmpty(path) && !request.Path.Value!.EndsWith('/'))
            return Results.Redirect($"{request.PathBase}{request.Path}/{request.QueryString}");
        if (files.Find(path ?? "") is not { } file)
            return Problem.NotFound("The page has no such file. Load the page anew: there may be a newer version.");
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = files.ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return file;
    }
}
