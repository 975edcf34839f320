namespace Samvad.WhatsApp;

/// <summary>The free texts of the catalogue, by name; each must be there.</summary>
public static class TextNames
{
    /// <summary>Nothing more is sent; how to come back.</summary>
    public const string ConsentWithdrawn = "consentWithdrawn";

    /// <summary>Messages are sent again; how to leave.</summary>
    public const string ConsentGiven = "consentGiven";

    public static readonly IReadOnlyList<string> All = [ConsentWithdrawn, ConsentGiven];
}
