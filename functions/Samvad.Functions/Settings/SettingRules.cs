using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Samvad.Settings;

/// <summary>
/// Checks options by their annotations, down to the last part and element, and tells of each fault the setting, its value,
/// the rule and the remedy.
/// </summary>
internal sealed class SettingRules<T>(string section) : IValidateOptions<T> where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = Faults(options, section).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(object options, string path)
    {
        var defaults = Activator.CreateInstance(options.GetType());
        foreach (var property in SettingPaths.Of(options.GetType()))
        {
            var (key, value) = ($"{path}:{property.Name}", property.GetValue(options));
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
                yield return Fault(key, value, rule, property.GetValue(defaults));
            foreach (var fault in Within(key, value))
                yield return fault;
        }

        if (options is IValidatableObject whole)
        {
            foreach (var result in whole.Validate(new ValidationContext(options)))
                yield return result.ErrorMessage!;
        }
    }

    private static IEnumerable<string> Within(string key, object? value) => value switch
    {
        null => [],
        IList list when SettingPaths.IsPart(SettingPaths.ElementOf(list.GetType())) =>
            list.Cast<object>().SelectMany((element, index) => Faults(element, $"{key}:{index}")),
        _ when SettingPaths.IsPart(value.GetType()) => Faults(value, key),
        _ => [],
    };

    private static string Fault(string key, object? value, ValidationAttribute rule, object? otherwise)
    {
        var kept = SettingPaths.Text(otherwise) is { Length: > 0 } text ? $" Leave it out for {text}." : "";
        return value is null or "" ? $"{key} is missing. {Rule(rule)}"
            : $"{key} is {SettingPaths.Shown(key, value)}. {Rule(rule)}{kept}";
    }

    private static string Rule(ValidationAttribute rule) => rule switch
    {
        RangeAttribute range => string.Create(
            CultureInfo.InvariantCulture, $"It lies between {range.Minimum} and {range.Maximum}."),
        RegularExpressionAttribute form => $"It has the form {form.Pattern}.",
        MinLengthAttribute least => $"It has at least {least.Length}.",
        _ => rule.ErrorMessage ?? "It has to be given.",
    };
}
