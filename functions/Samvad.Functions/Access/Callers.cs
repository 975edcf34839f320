using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Samvad.Access;

/// <summary>Finds out who calls: by a key, or by the principal that the platform vouches for.</summary>
public sealed class Callers(ApiKeys keys, IOptions<AccessOptions> options, IConfiguration configuration)
{
    private const string KeyHeader = "x-functions-key";
    private const string KeyQuery = "code";

    // The platform sets it; where it says no, nobody took a forged header away.
    private readonly bool _believesPrincipals = options.Value.PlatformSignIn
        && !string.Equals(configuration["WEBSITE_AUTH_ENABLED"], "false", StringComparison.OrdinalIgnoreCase);

    private readonly byte[]? _siteKey =
        options.Value.SiteKeyHash is { Length: > 0 } hash ? Convert.FromHexString(hash) : null;

    /// <returns>The caller; or null, and what to tell whoever came without, or with a false, proof.</returns>
    public async ValueTask<(Caller? Caller, string? Refusal)> OfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (KeyOf(request) is { } key)
        {
            return await ByKeyAsync(key, cancellationToken) is { } machine
                ? (machine, null)
                : (null, "The key is not known: it was revoked, its time is over, or it was copied wrongly.");
        }

        if (!_believesPrincipals || request.Headers[Principal.Header] is not [{ Length: > 0 } header])
            return (null, "Sign in, or send a key as header x-functions-key.");
        return Principal.Read(header, options.Value) is { } person
            ? (person, null)
            : (null, "The sign-in names nobody whom Entra ID knows. Sign in again.");
    }

    private async ValueTask<Caller?> ByKeyAsync(string key, CancellationToken cancellationToken)
    {
        if (_siteKey is not null
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(key)), _siteKey))
            return Caller.FunctionKey;
        return await keys.FindAsync(key, cancellationToken) is { } known
            ? new Caller($"key:{known.Id}", known.Name, FrozenSet<Role>.Empty, known.Office)
            {
                Kind = CallerKind.Machine,
                Grants = known.Endpoints.ToFrozenSet(),
            }
            : null;
    }

    private static string? KeyOf(HttpRequest request) =>
        request.Headers[KeyHeader].ToString() is { Length: > 0 } header ? header
        : request.Query[KeyQuery].ToString() is { Length: > 0 } query ? query
        : null;
}
