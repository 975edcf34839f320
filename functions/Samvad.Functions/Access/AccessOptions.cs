using System.ComponentModel.DataAnnotations;

namespace Samvad.Access;

/// <summary>Settings `Access:…`.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// Whether App Service authentication stands before the app. Only then is the principal that it puts into a header
    /// believed; without it anybody could write that header.
    /// </summary>
    public bool PlatformSignIn { get; set; }

    /// <summary>Where people sign in and out.</summary>
    [Required]
    public string SignInUrl { get; set; } = "/.auth/login/aad";

    [Required]
    public string SignOutUrl { get; set; } = "/.auth/logout";

    /// <summary>
    /// The claim that holds the code of a person's office; empty: the roles say it. Where it is set, somebody without the
    /// claim sees nothing.
    /// </summary>
    public string OfficeClaim { get; set; } = "";

    /// <summary>SHA-256 (hex) of a key that opens every endpoint, for a site on one machine; in Azure empty.</summary>
    [RegularExpression("^[0-9A-Fa-f]{64}$", ErrorMessage = "Access:SiteKeyHash must be the SHA-256 of a key in 64 hex digits, or empty.")]
    public string? SiteKeyHash { get; set; }

    /// <summary>Names under which browsers reach the app, where they differ from the Host header that arrives here.</summary>
    public IList<string> Hosts { get; } = [];
}
