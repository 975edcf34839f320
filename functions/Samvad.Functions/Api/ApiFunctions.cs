using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Api;

/// <summary>
/// The description of the interface, for machines (`GET /api/openapi.json`, OpenAPI 3.1) and as a page
/// (`GET /api/docs`). Both need no key: they tell what can be asked, nothing that is known.
/// </summary>
public sealed class ApiFunctions
{
    private static readonly Lazy<byte[]> Description = new(Read);
    private static readonly Lazy<ApiPage> Page = new(() => ApiPage.Of(Description.Value));

    [Function(nameof(GetOpenApi))]
    public IResult GetOpenApi(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        Results.Bytes(Description.Value, "application/json");

    [Function(nameof(GetDocs))]
    public IResult GetDocs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Page.Value.SecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        return Results.Text(Page.Value.Html, "text/html; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var file = typeof(ApiFunctions).Assembly.GetManifestResourceStream("Samvad.Api.openapi.json")!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
