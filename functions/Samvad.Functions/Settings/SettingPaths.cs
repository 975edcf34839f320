using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Samvad.Settings;

/// <summary>Which settings options have, and of what kind each is.</summary>
internal static class SettingPaths
{
    private static readonly string[] Secrets = ["Token", "Secret", "Password", "ConnectionString", "Key"];

    /// <summary>The properties that settings are bound to.</summary>
    public static IEnumerable<PropertyInfo> Of(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanRead
            && (property.SetMethod is { IsPublic: true } || IsPart(property.PropertyType) || ElementOf(property.PropertyType) is not null));

    /// <summary>Options within options.</summary>
    public static bool IsPart(Type? type) =>
        type is { IsClass: true } && type.Assembly == typeof(SettingPaths).Assembly;

    public static Type? ElementOf(Type type) => type == typeof(string) ? null
        : type.GetInterfaces().Append(type).FirstOrDefault(one =>
            one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IList<>))?.GenericTypeArguments[0];

    /// <summary>What a value under this path is read as; null where there is no such setting.</summary>
    /// <param name="path">As `Channels:0:Id`.</param>
    public static Type? Find(Type options, ReadOnlySpan<string> path)
    {
        var name = path[0];
        var type = Of(options).FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType;
        var rest = path[1..];
        if (type is not null && ElementOf(type) is { } element && rest.Length > 0 && rest[0].All(char.IsAsciiDigit))
        {
            type = element;
            rest = rest[1..];
        }

        return type is null ? null
            : rest.Length == 0 ? (IsPart(type) || ElementOf(type) is not null ? null : type)
            : IsPart(type) ? Find(type, rest) : null;
    }

    /// <summary>All settings, lists with `0` in the place of the number.</summary>
    public static IEnumerable<(string Path, PropertyInfo Property)> All(Type options, string prefix)
    {
        foreach (var property in Of(options))
        {
            var (type, path) = (property.PropertyType, $"{prefix}:{property.Name}");
            if (ElementOf(type) is { } element)
                (type, path) = (element, path + ":0");
            if (!IsPart(type))
                yield return (path, property);
            foreach (var within in IsPart(type) ? All(type, path) : [])
                yield return within;
        }
    }

    /// <summary>Why the text is no value of that kind; null where it is one.</summary>
    public static string? WhyNot(Type type, string text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string) || text.Length == 0)
            return null;
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
            return null;
        }
        catch (Exception unreadable) when (unreadable is FormatException or ArgumentException or NotSupportedException
            or InvalidCastException || unreadable.InnerException is FormatException or OverflowException)
        {
            return type == typeof(TimeSpan) ? "It is a time, written as hours:minutes:seconds or days.hours:minutes:seconds."
                : type == typeof(bool) ? "It is true or false."
                : type.IsEnum ? $"It is one of {string.Join(", ", Enum.GetNames(type))}."
                : type == typeof(Uri) ? "It is an address."
                : type == typeof(DateOnly) ? "It is a day, written as 2027-01-26."
                : "It is a number.";
        }
    }

    /// <summary>The value for the operator; what may be a secret is not shown.</summary>
    public static string Shown(string key, object? value) =>
        Secrets.Any(secret => key.EndsWith(secret, StringComparison.OrdinalIgnoreCase)) ? "not shown" : $"'{Text(value)}'";

    public static string? Text(object? value) => value switch
    {
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        ICollection list => $"{list.Count} of them",
        _ => value?.ToString(),
    };
}
