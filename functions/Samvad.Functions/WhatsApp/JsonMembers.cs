using System.Text.Json;

namespace Samvad.WhatsApp;

/// <summary>Members of what providers send: absent, null and of another type are all read as "not there".</summary>
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement? element, string name) => element?.Member(name);

    public static string? Text(this JsonElement? element, string name) => element?.Text(name);

    public static double? Number(this JsonElement? element, string name) => element?.Number(name);

    public static JsonElement? Member(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    public static string? Text(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    public static double? Number(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } found && found.TryGetDouble(out var number) ? number : null;

    /// <exception cref="JsonException">There is no such array.</exception>
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } found
            ? [.. found.EnumerateArray()]
            : throw new JsonException($"There is no array '{name}'.");

    /// <exception cref="JsonException">It is there and is no array.</exception>
    public static IReadOnlyList<JsonElement> OptionalItems(this JsonElement element, string name) =>
        Find(element, name) is null or { ValueKind: JsonValueKind.Null } ? [] : element.Items(name);

    /// <returns>The number with its plus, else the business-scoped user id, else null.</returns>
    public static string? Address(this JsonElement element, string number, string bsuid)
    {
        if (element.Text(number) is not { Length: > 0 } text)
            return element.Text(bsuid) is { Length: > 0 } id ? id : null;
        return char.IsAsciiDigit(text[0]) ? "+" + text : text;
    }

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;
}
