using System.Text.Json;

namespace Samvad;

/// <summary>Names of enums as requests and answers write them.</summary>
internal static class KebabCase
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    public static IReadOnlyCollection<string> Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    public static bool TryParse<T>(string? name, out T value) where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
        {
            if (Of(known) == name)
            {
                value = known;
                return true;
            }
        }

        value = default;
        return false;
    }
}
