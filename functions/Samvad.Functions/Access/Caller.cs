using Microsoft.AspNetCore.Http;

namespace Samvad.Access;

/// <summary>What a caller may do; a person may have several roles.</summary>
public enum Role
{
    Viewer,
    Operator,
    Approver,
    Admin,
    Staff,
}

/// <summary>
/// Who calls: a signed-in person or a machine with a key. `Id` is stable and never a phone number; `Office` is the code of
/// the office below which the caller sees and tells, null is everywhere.
/// </summary>
public sealed record Caller(string Id, string Name, IReadOnlySet<Role> Roles, string? Office)
{
    /// <summary>Whoever holds the one function key of a site that has no keys and no people of its own yet.</summary>
    public static Caller FunctionKey { get; } = new("key:function", "function key", new HashSet<Role>(Enum.GetValues<Role>()), null);

    public static Caller Of(HttpRequest request) => request.HttpContext.Features.Get<Caller>() ?? FunctionKey;
}
