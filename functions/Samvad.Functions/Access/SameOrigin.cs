using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Samvad.Access;

/// <summary>
/// A browser sends a person's cookie along whichever page asks; it also says which page that is. Changes are taken only
/// from pages of our own.
/// </summary>
public sealed class SameOrigin(IOptions<AccessOptions> options, IConfiguration configuration)
{
    // The platform's name of the app; a front end may hand on another Host.
    private readonly HashSet<string> _hosts = new(
        [.. options.Value.Hosts, .. configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name ? [name] : Array.Empty<string>()],
        StringComparer.OrdinalIgnoreCase);

    public bool Holds(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is "same-origin" or "none";
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin)
            return Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && (string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
                    || _hosts.Contains(page.Authority));
        // No browser, which would name one of them: then there is no cookie that it could have sent along unasked.
        return request.Headers.Cookie.Count == 0;
    }
}
