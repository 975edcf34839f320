namespace Samvad.Intake.Formats;

/// <summary>CIM's causeKind in the words of our cause codes; what is not listed stays as it is.</summary>
internal static class Causes
{
    public static string? Code(string? cause) => cause?.ToUpperInvariant() switch
    {
        null or "UNKNOWN" or "UNPLANNED" => null,
        "LIGHTINGSTRIKE" or "LIGHTNINGSTRIKE" => "lightning",
        "PLANNED" => "plannedMaintenance",
        _ => cause,
    };
}
