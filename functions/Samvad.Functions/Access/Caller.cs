using Microsoft.AspNetCore.Http;

namespace Samvad.Access;

/// <summary>What a caller may do; a person may have several roles.</summary>
public enum Role
{
    /// <summary>Sees what was told to whom, with phones masked.</summary>
    Viewer,

    /// <summary>Tells people, and cares for the register.</summary>
    Operator,

    /// <summary>Releases what others made.</summary>
    Approver,

    /// <summary>Sets up offices, channels, keys and staff, and reads the audit.</summary>
    Admin,

    /// <summary>In the field: outages and tickets of the own office.</summary>
    Staff,
}

public enum CallerKind
{
    /// <summary>Nobody in particular, at an endpoint that asks for nobody.</summary>
    Nobody,
    Person,
    Machine,
}

/// <summary>
/// Who calls: a signed-in person or a machine with a key. `Id` is stable and never a phone number; `Office` is the code of
/// the office below which the caller sees and tells, null is everywhere.
/// </summary>
public sealed record Caller(string Id, string Name, IReadOnlySet<Role> Roles, string? Office)
{
    /// <summary>The office of somebody who has none: below it there is nothing.</summary>
    public const string NoOffice = "";

    public CallerKind Kind { get; init; } = CallerKind.Person;

    /// <summary>Further offices of somebody in charge of several.</summary>
    public IReadOnlyList<string> AdditionalOffices { get; init; } = [];

    /// <summary>The functions that a machine's key opens; null where the roles decide.</summary>
    public IReadOnlySet<string>? Grants { get; init; }

    /// <summary>Whether the caller sees and tells everywhere.</summary>
    public bool IsEverywhere => Office is null;

    /// <summary>At endpoints that are open or judge by a signature.</summary>
    public static Caller Nobody { get; } =
        new("nobody", "nobody", new HashSet<Role>(), NoOffice) { Kind = CallerKind.Nobody };

    /// <summary>Whoever holds the one key of a site on one machine.</summary>
    public static Caller FunctionKey { get; } =
        new("key:function", "function key", new HashSet<Role>(Enum.GetValues<Role>()), null) { Kind = CallerKind.Machine };

    /// <exception cref="InvalidOperationException">The request did not pass <see cref="AccessCheck"/>.</exception>
    public static Caller Of(HttpRequest request) => request.HttpContext.Features.Get<Caller>()
        ?? throw new InvalidOperationException("Nobody asked who calls: the request did not pass the access check.");
}
