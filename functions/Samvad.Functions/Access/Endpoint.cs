namespace Samvad.Access;

/// <summary>What an endpoint asks for.</summary>
public enum Proof
{
    /// <summary>One of its roles, or a key that was granted it.</summary>
    Role,

    /// <summary>Somebody known, whoever it is.</summary>
    AnyCaller,

    /// <summary>A signature of its own, which it checks itself.</summary>
    Signature,

    /// <summary>Nothing; it only reads what is public.</summary>
    Nothing,
}

/// <summary>How far an endpoint reaches for somebody who belongs to an office.</summary>
public enum Reach
{
    /// <summary>What it shows and changes lies in the caller's offices.</summary>
    Own,

    /// <summary>It cannot be divided by offices: only for those who belong to none.</summary>
    Whole,

    /// <summary>It has nothing to do with offices.</summary>
    Unbound,
}

/// <summary>Who may call a function.</summary>
/// <param name="Grantable">Whether a key can be made for it.</param>
public sealed record Endpoint(
    string Function, Proof Proof, IReadOnlySet<Role> Roles, Reach Reach = Reach.Own, bool Grantable = true)
{
    /// <summary>
    /// What a machine changes by it bears its name where it is kept, so the audit does not repeat it: thousands of reports an
    /// hour come in a storm.
    /// </summary>
    public bool BearsTheName { get; init; }

    /// <summary>It changes nothing, and hands out so much of one person that it is written down as a change is.</summary>
    public bool Discloses { get; init; }
}
