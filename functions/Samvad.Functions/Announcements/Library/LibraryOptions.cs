using System.ComponentModel.DataAnnotations;

namespace Samvad.Announcements.Library;

/// <summary>Settings under `Library`: what its texts name in braces. A change makes all templates others.</summary>
public sealed class LibraryOptions
{
    public const string Section = "Library";

    /// <summary>`{utility}` in Marathi. Default महावितरण.</summary>
    [Required]
    public string UtilityMr { get; set; } = "महावितरण";

    /// <summary>`{utility}` in Hindi. Default महावितरण.</summary>
    [Required]
    public string UtilityHi { get; set; } = "महावितरण";

    /// <summary>`{utility}` in English. Default Mahavitaran.</summary>
    [Required]
    public string UtilityEn { get; set; } = "Mahavitaran";

    /// <summary>`{helpline}`, free of charge and open day and night. Default 1912, the national number.</summary>
    [Required]
    public string Helpline { get; set; } = "1912";

    /// <summary>`{website}`. Default mahadiscom.in.</summary>
    [Required]
    public string Website { get; set; } = "mahadiscom.in";

    /// <summary>`{solar}`, the national portal for solar rooftops. Default pmsuryaghar.gov.in.</summary>
    [Required]
    public string Solar { get; set; } = "pmsuryaghar.gov.in";
}
