using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Samvad.Dialogue;

namespace Samvad.Settings;

/// <summary>The settings do not allow a start; the message names every fault.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults) : Exception(
    $"The app does not start: its settings have {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}.\n"
    + string.Join('\n', faults.Select(fault => "- " + fault)))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>
/// Checks all settings before anything runs: values that cannot be read, names that no option has, rules of each option.
/// </summary>
internal sealed class SettingsAtStart(
    IServiceProvider services, IConfiguration configuration, IEnumerable<SettingsSection> known) : IStartupValidator
{
    /// <summary>A name that is further away was not meant.</summary>
    private const int MostSlips = 40;

    private readonly List<SettingsSection> _sections = [.. known.DistinctBy(section => section.Type)];

    /// <exception cref="SettingsException">Something is wrong.</exception>
    public void Validate()
    {
        var unread = Unread().ToList();
        var faults = unread.Select(one => one.Fault).ToList();
        foreach (var section in _sections)
        {
            // A list of which an element cannot be read is bound without it, and numbered anew.
            if (unread.Exists(one => one.IsKnown && one.Key.StartsWith(section.Name + ":", StringComparison.OrdinalIgnoreCase)))
                continue;
            try
            {
                section.Check(services);
            }
            catch (OptionsValidationException invalid)
            {
                faults.AddRange(invalid.Failures);
            }
        }

        if (faults.Count > 0)
            throw new SettingsException([.. faults.Distinct()]);
    }

    private IEnumerable<(string Key, bool IsKnown, string Fault)> Unread()
    {
        var roots = _sections.Select(section => section.Root).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in configuration.AsEnumerable().OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            if (value is null || !key.Contains(':') || !roots.Contains(key[..key.IndexOf(':')]))
                continue;
            var types = _sections.Where(section => key.StartsWith(section.Name + ":", StringComparison.OrdinalIgnoreCase))
                .Select(section => SettingPaths.Find(section.Type, key[(section.Name.Length + 1)..].Split(':')))
                .OfType<Type>().ToList();
            if (types.Count == 0)
                yield return (key, false, $"{key} is no setting of the app. {Nearest(key)}");
            else if (SettingPaths.WhyNot(types[0], value) is { } why)
                yield return (key, true, $"{key} is {SettingPaths.Shown(key, value)}. {why}");
        }
    }

    private string Nearest(string key)
    {
        var asked = Generic(key);
        var nearest = _sections.SelectMany(section => SettingPaths.All(section.Type, section.Name))
            .Select(one => one.Path).MinBy(path => EditDistance.Of(asked, path.ToLowerInvariant(), MostSlips));
        return $"Remove it, or write {nearest} if that was meant; docs/settings.md lists all.";
    }

    private static string Generic(string key) =>
        string.Join(':', key.ToLowerInvariant().Split(':').Select(part => part.All(char.IsAsciiDigit) ? "0" : part));
}
