using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samvad.Settings;

namespace Samvad.Operations;

/// <summary>A setting in force.</summary>
/// <param name="Value">Null where there is none; of a secret only whether it is set.</param>
/// <param name="Default">What it is where nobody sets it.</param>
public sealed record SettingView(string Name, string? Value, string? Default, bool Secret)
{
    public bool Changed => Value != Default;
}

/// <summary>`GET /api/settings`: the settings in force, defaults included, without secrets.</summary>
public sealed class SettingsFunctions(IServiceProvider services)
{
    private static readonly string[] SecretWords = ["token", "secret", "password", "key", "connectionstring", "username", "hash"];

    [Function(nameof(ListSettings))]
    public IResult ListSettings(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings")] HttpRequest request) =>
        Results.Ok(new { settings = Read() });

    private IReadOnlyList<SettingView> Read() =>
    [
        .. services.GetServices<SettingsSection>()
            .SelectMany(section => Flat(section.Name, InForce(section.Type), Activator.CreateInstance(section.Type)))
            .OrderBy(setting => setting.Name, StringComparer.Ordinal),
    ];

    private object? InForce(Type type) =>
        (services.GetService(typeof(IOptions<>).MakeGenericType(type)) as IOptions<object>)?.Value;

    private static IEnumerable<SettingView> Flat(string name, object? value, object? otherwise)
    {
        var type = (value ?? otherwise)?.GetType();
        if (type is null || IsPlain(type))
            return [Setting(name, Text(value), Text(otherwise))];
        if (value is IEnumerable many)
            return many.Cast<object?>().SelectMany((one, index) => Flat($"{name}:{index}", one, null));
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite && property.GetIndexParameters().Length == 0)
            .SelectMany(property => Flat(
                $"{name}:{property.Name}",
                value is null ? null : property.GetValue(value),
                otherwise is null ? null : property.GetValue(otherwise)));
    }

    private static SettingView Setting(string name, string? value, string? otherwise)
    {
        var last = name[(name.LastIndexOf(':') + 1)..].ToLowerInvariant();
        if (SecretWords.Any(word => last.EndsWith(word, StringComparison.Ordinal)))
            return new SettingView(name, string.IsNullOrEmpty(value) ? null : "•••", null, Secret: true);
        // An address may carry a name and a password, or a token in its query.
        return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? new SettingView(name, address.GetLeftPart(UriPartial.Path).Replace(address.UserInfo + "@", "", StringComparison.Ordinal), otherwise, Secret: false)
            : new SettingView(name, value, otherwise, Secret: false);
    }

    private static bool IsPlain(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Uri)
        || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(decimal) || type == typeof(DateTimeOffset);

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
