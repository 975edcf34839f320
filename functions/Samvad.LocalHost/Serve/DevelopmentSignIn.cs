using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Samvad.Access;

namespace Samvad.LocalHost.Serve;

/// <summary>
/// Does on one machine what App Service authentication does in Azure: takes away principals that callers made up, and
/// puts that of the signed-in person before the app. Whoever sits at the machine may be anybody; nobody else may.
/// </summary>
internal sealed class DevelopmentSignIn
{
    public const string SignInUrl = "/.auth/login/dev";
    private const string Cookie = "SamvadDevelopment";
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL";
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);
    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"];
    private readonly TimeProvider _time;
    private readonly IDataProtector _protector;

    /// <param name="data">Keeps the key of the cookies, so that they open all hosts of the directory and outlive a restart.</param>
    public DevelopmentSignIn(string data, TimeProvider time)
    {
        _time = time;
        var keys = Directory.CreateDirectory(Path.Combine(data, "sign-in"));
        if (!OperatingSystem.IsWindows())
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        _protector = DataProtectionProvider.Create(keys).CreateProtector(nameof(DevelopmentSignIn));
    }

    /// <summary>Before the app: whom the cookie names, and nobody else.</summary>
    public Task AttachAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;
        foreach (var forged in headers.Keys.Where(IsPlatforms).ToList())
            headers.Remove(forged);
        // Judged before the address is taken away by which a proxy shows.
        var here = IsHere(context);
        context.Items[this] = here;
        if (here && Read(context.Request.Cookies[Cookie]) is { } principal)
            headers[PrincipalHeader] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(principal));
        headers.Remove("X-Forwarded-For");
        return next(context);
    }

    public void Map(WebApplication app)
    {
        app.MapGet(SignInUrl, context => Here(context, ShowFormAsync));
        app.MapPost(SignInUrl, context => Here(context, SignInAsync));
        app.MapGet("/.auth/me", context => Here(context, ShowAsync));
        app.Map("/.auth/logout", context => Here(context, SignOutAsync));
    }

    private Task Here(HttpContext context, RequestDelegate answer) => context.Items[this] is true
        ? answer(context)
        : Results.Problem(
            "The development sign-in is only for a browser on the machine itself.",
            statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);

    // A proxy on this machine, or a foreign name that leads here, would bring somebody else.
    private static bool IsHere(HttpContext context) =>
        context.Connection is { LocalIpAddress: { } local, RemoteIpAddress: { } remote }
        && IPAddress.IsLoopback(local) && IPAddress.IsLoopback(remote)
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !context.Request.Headers.Keys.Any(name => Forwarding.Contains(name, StringComparer.OrdinalIgnoreCase));

    private static bool IsPlatforms(string header) =>
        header.StartsWith(PrincipalHeader, StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-MS-TOKEN-", StringComparison.OrdinalIgnoreCase);

    private static Task ShowFormAsync(HttpContext context)
    {
        var back = HtmlEncoder.Default.Encode(BackOf(context.Request.Query["post_login_redirect_uri"].ToString()));
        var roles = string.Concat(Enum.GetNames<Role>().Select(role =>
            $"""<label><input type="checkbox" name="role" value="{role}"> {role}</label>"""));
        return HtmlAsync(context, $"""
            <form method="post">
            <h1>Samvad: development sign-in</h1>
            <p>This machine only. In Azure people sign in by Entra ID.</p>
            <label>Name <input name="name" required maxlength="60" autofocus></label>
            <fieldset><legend>Roles</legend>{roles}</fieldset>
            <label>Office <input name="office" maxlength="64" placeholder="code; empty: all"></label>
            <input type="hidden" name="back" value="{back}">
            <button>Sign in</button>
            </form>
            """);
    }

    private async Task SignInAsync(HttpContext context)
    {
        // Also a sign-in must be the person's own wish, not that of a page elsewhere.
        var site = context.Request.Headers["Sec-Fetch-Site"].ToString();
        var origin = context.Request.Headers.Origin.ToString();
        if (site is not ("" or "same-origin" or "none")
            || (origin.Length > 0 && origin != $"{context.Request.Scheme}://{context.Request.Host}"))
        {
            await Results.Problem("The form is not of this host.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
            return;
        }

        if (!context.Request.HasFormContentType)
        {
            await Results.Problem("Send the form of GET " + SignInUrl, statusCode: StatusCodes.Status415UnsupportedMediaType)
                .ExecuteAsync(context);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var name = form["name"].ToString().Trim();
        var office = form["office"].ToString().Trim();
        var roles = form["role"].OfType<string>().Where(role => Enum.GetNames<Role>().Contains(role)).Distinct().ToList();
        if (name.Length is 0 or > 60 || office.Length > 64 || roles.Count == 0)
        {
            await Results.Problem(
                "Give a name of 1 to 60 characters, at least one role, and the code of an office or none.",
                statusCode: StatusCodes.Status400BadRequest).ExecuteAsync(context);
            return;
        }

        var session = new Session(name, roles, office.Length == 0 ? null : office, _time.GetUtcNow() + Lasts);
        context.Response.Cookies.Append(Cookie, _protector.Protect(JsonSerializer.Serialize(session)), Settings);
        context.Response.Redirect(BackOf(form["back"].ToString()));
    }

    private Task ShowAsync(HttpContext context) => Read(context.Request.Cookies[Cookie]) is { } principal
        ? context.Response.WriteAsJsonAsync(new[]
        {
            new { provider_name = principal.Provider, user_id = principal.Claims![0].Value, user_claims = principal.Claims },
        })
        : context.Response.WriteAsJsonAsync(Array.Empty<object>());

    private static Task SignOutAsync(HttpContext context)
    {
        context.Response.Cookies.Delete(Cookie, Settings);
        context.Response.Redirect(BackOf(context.Request.Query["post_logout_redirect_uri"].ToString()));
        return Task.CompletedTask;
    }

    private ClientPrincipal? Read(string? cookie)
    {
        if (string.IsNullOrEmpty(cookie))
            return null;
        try
        {
            var session = JsonSerializer.Deserialize<Session>(_protector.Unprotect(cookie))!;
            return session.Until > _time.GetUtcNow() ? PrincipalOf(session) : null;
        }
        catch (Exception forged) when (forged is CryptographicException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The same name is the same person, as with a directory.</summary>
    private static ClientPrincipal PrincipalOf(Session session)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session.Name)))[..16];
        return new ClientPrincipal(
            "aad",
            [
                new("http://schemas.microsoft.com/identity/claims/objectidentifier", $"dev-{id}"),
                new("name", session.Name),
                .. session.Roles.Select(role => new ClientClaim(
                    "roles", session.Office is null ? role : $"{role}.{session.Office}")),
            ],
            "name",
            "roles");
    }

    // Only places of this host: no other, and no script.
    private static string BackOf(string wanted) =>
        wanted.StartsWith('/') && wanted is not ['/', '/' or '\\', ..] && !wanted.Any(char.IsControl) ? wanted : "/";

    private static CookieOptions Settings =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = Lasts, IsEssential = true };

    private static Task HtmlAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";
        return context.Response.WriteAsync($$"""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Sign in</title>
            <style>body{font:1rem/1.6 system-ui;max-width:26rem;margin:3rem auto;padding:0 1rem}label{display:block}</style>
            {{body}}</html>
            """);
    }

    private sealed record Session(string Name, IReadOnlyList<string> Roles, string? Office, DateTimeOffset Until);
}
