using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Samvad.Access;

/// <summary>A person as App Service authentication hands them on: base64 of JSON with the claims of the token.</summary>
internal static partial class Principal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>Entra ID, by its name there.</summary>
    public const string Provider = "aad";

    private const string RoleType = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role";
    private const int LongestName = 100;
    private static readonly string[] IdTypes = ["http://schemas.microsoft.com/identity/claims/objectidentifier", "oid"];
    private static readonly string[] NameTypes = ["name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "preferred_username"];

    /// <returns>Null where the header holds nobody whom Entra ID knows.</returns>
    public static Caller? Read(string header, AccessOptions options)
    {
        ClientPrincipal? principal;
        try
        {
            principal = JsonSerializer.Deserialize(
                Convert.FromBase64String(header), PrincipalJson.Default.ClientPrincipal);
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }

        if (principal is not { Provider: Provider, Claims: { } claims }
            || First(claims, IdTypes) is not { } id || !IdPattern().IsMatch(id))
            return null;
        var (roles, offices) = Entitled([.. claims.Where(claim => IsRole(claim, principal)).Select(claim => claim.Value)]);
        if (options.OfficeClaim.Length > 0)
            offices = Claimed(offices, First(claims, [options.OfficeClaim]));
        var name = First(claims, NameTypes) is { Length: > 0 } given ? given : "unnamed";
        return new Caller(
            $"person:{id}", name.Length > LongestName ? name[..LongestName] : name, roles,
            offices.Count == 0 ? null : offices[0])
        {
            AdditionalOffices = [.. offices.Skip(1)],
        };
    }

    /// <summary>
    /// A role holds everywhere (`Operator`), or below an office (`Operator.SAT-1`). Whoever has roles at offices belongs to
    /// these, and has those roles that hold in all of them: never more than was granted.
    /// </summary>
    private static (IReadOnlySet<Role> Roles, IReadOnlyList<string> Offices) Entitled(IReadOnlyList<string?> values)
    {
        var granted = values.Select(Parse).OfType<(Role Role, string? Office)>().ToList();
        var everywhere = granted.Where(grant => grant.Office is null).Select(grant => grant.Role).ToHashSet();
        var byOffice = granted.Where(grant => grant.Office is not null).GroupBy(grant => grant.Office!, grant => grant.Role)
            .OrderBy(office => office.Key, StringComparer.Ordinal).ToList();
        if (byOffice.Count == 0)
            return (everywhere, []);
        var common = byOffice.Select(office => WithReading(office.Union(everywhere)))
            .Aggregate((one, other) => one.Intersect(other).ToHashSet());
        return (common, [.. byOffice.Select(office => office.Key)]);
    }

    // Whoever may tell or release may see; so an Operator here and a Viewer there sees both.
    private static HashSet<Role> WithReading(IEnumerable<Role> roles)
    {
        var all = roles.ToHashSet();
        if (all.Overlaps([Role.Operator, Role.Approver, Role.Admin]))
            all.Add(Role.Viewer);
        return all;
    }

    private static (Role Role, string? Office)? Parse(string? value)
    {
        var dot = value?.IndexOf('.') ?? -1;
        var (name, office) = dot < 0 ? (value, null) : (value![..dot], value[(dot + 1)..]);
        return Enum.TryParse<Role>(name, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(name![0])
            ? (role, office) : null;
    }

    private static IReadOnlyList<string> Claimed(IReadOnlyList<string> offices, string? claim) =>
        string.IsNullOrWhiteSpace(claim) ? offices.Count > 0 ? offices : [Caller.NoOffice]
        : offices.Count > 0 ? offices
        : [.. claim.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private static bool IsRole(ClientClaim claim, ClientPrincipal principal) =>
        claim.Type is RoleType or "roles" || (claim.Type is not null && claim.Type == principal.RoleType);

    private static string? First(IReadOnlyList<ClientClaim> claims, string[] types) => types
        .Select(type => claims.FirstOrDefault(claim => claim.Type == type)?.Value)
        .FirstOrDefault(value => value is not null);

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}$")]
    private static partial Regex IdPattern();
}

/// <summary>As App Service authentication writes it.</summary>
public sealed record ClientPrincipal(
    [property: JsonPropertyName("auth_typ")] string? Provider,
    [property: JsonPropertyName("claims")] IReadOnlyList<ClientClaim>? Claims,
    [property: JsonPropertyName("name_typ")] string? NameType,
    [property: JsonPropertyName("role_typ")] string? RoleType);

public sealed record ClientClaim(
    [property: JsonPropertyName("typ")] string? Type,
    [property: JsonPropertyName("val")] string? Value);

[JsonSerializable(typeof(ClientPrincipal))]
internal sealed partial class PrincipalJson : JsonSerializerContext;
