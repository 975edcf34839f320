using System.Globalization;

namespace Samvad.LocalHost;

/// <summary>A command line that cannot be carried out; its message is all the user needs.</summary>
public sealed class CommandException(string message) : Exception(message);

/// <summary>
/// The options of a command: `--name value`, `--flag`, and `--Section:Key=value` for settings of the app.
/// </summary>
public sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    private Options()
    {
    }

    /// <summary>Settings of the app, to be laid over all others.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    /// <exception cref="CommandException">An option is not among the accepted ones, or lacks its value.</exception>
    public static Options Parse(string command, IReadOnlyList<string> args, string[] values, string[]? flags = null)
    {
        var options = new Options();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (name.Contains(':') && name.IndexOf('=') is > 0 and var equals)
                options.Settings[name[..equals]] = name[(equals + 1)..];
            else if (flags?.Contains(name) is true)
                options._values[name] = "true";
            else if (!values.Contains(name))
                throw Unknown(command, args[i], [.. values, .. flags ?? []]);
            else if (i + 1 == args.Count)
                throw new CommandException($"--{name} needs a value.");
            else
                options._values[name] = args[++i];
        }

        return options;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <exception cref="CommandException">The value is not a whole number of 0 or more.</exception>
    public int Number(string name, int otherwise)
    {
        if (!_values.TryGetValue(name, out var text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new CommandException($"--{name} {text}: a whole number is needed.");
    }

    private static CommandException Unknown(string command, string given, IEnumerable<string> accepted) => new(
        $"{command} does not know '{given}'. It accepts: {string.Join(", ", accepted.Select(name => "--" + name))}.");
}
