using System.Globalization;
using System.Text.RegularExpressions;

namespace Samvad.Intake.Formats;

/// <summary>A point in time and where it was given.</summary>
internal readonly record struct Moment(Given? Given, DateTimeOffset? At);

/// <summary>The rules for single fields of one event. What breaks one is noted, and reading goes on.</summary>
/// <param name="assumed">What is added to times without an offset; null where they are refused.</param>
internal sealed partial class FieldRules(int index, FaultList faults, TimeSpan? assumed = null)
{
    private const int LongestForeign = 1_000;
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A key of ours, as it is.</summary>
    public string Key(Given given, int limit)
    {
        if (given.Kind == GivenKind.Text && Keys.IsKey(given.Text!, limit))
            return given.Text!;
        Add(given, "id", $"{Required(given)}1 to {limit} of A-Z a-z 0-9 . _ : -");
        return "";
    }

    /// <summary>A name of somebody else's, made a key.</summary>
    public string Id(Given given, int limit)
    {
        if (given.Kind is GivenKind.Text or GivenKind.Number && given.Text!.Length is > 0 and <= LongestForeign)
            return Keys.Of(given.Text, limit);
        Add(given, "id", $"{Required(given)}1 to {LongestForeign} characters");
        return "";
    }

    public string? Text(Given given, int limit)
    {
        if (!given.IsPresent)
            return null;
        if (given.Kind == GivenKind.Text && given.Text!.Length <= limit)
        {
            // A template value may hold no line break, tab or run of spaces; nothing may turn the text around it.
            var text = Unprintable().Replace(given.Text, " ").Trim();
            return text.Length == 0 ? null : text;
        }

        Add(given, "text", $"a text of at most {limit} characters");
        return null;
    }

    public Moment Time(Given given, bool required = false)
    {
        if (!given.IsPresent && !required)
            return default;
        if (given.Kind == GivenKind.Text && Read(given.Text!) is { } time && time >= Earliest && time < Latest)
            return new Moment(given, time);
        Add(given, "time", Required(given) + "a time with offset between 2000 and 2100, as 2026-06-12T14:05:00+05:30 (RFC 3339)");
        return new Moment(given, null);
    }

    /// <summary>Of what time a report is. One from far ahead would make all that come after it count as older.</summary>
    public Moment AsOf(Given given, DateTimeOffset now, bool required = false)
    {
        var time = Time(given, required);
        if (time.At > now + Ahead)
            Add(given, "future", "at most an hour ahead");
        return time;
    }

    public long? Whole(Given given, long least, long most, string remedy)
    {
        if (given.Kind is GivenKind.Number or GivenKind.Text
            && long.TryParse(given.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Add(given, "number", remedy);
        return null;
    }

    public int? Count(Given given) => given.IsPresent
        ? (int?)Whole(given, 0, 100_000_000, "a whole number from 0 to 100000000")
        : null;

    public bool Flag(Given given)
    {
        switch (given.Text?.ToUpperInvariant())
        {
            case "TRUE" or "1" or "Y" or "YES":
                return true;
            case "FALSE" or "0" or "N" or "NO":
                return false;
            default:
                if (given.IsPresent)
                    Add(given, "flag", "true or false");
                return false;
        }
    }

    /// <summary>A word of a list of words, whatever its case.</summary>
    public T Word<T>(Given given, IReadOnlyDictionary<string, T> words, T otherwise)
    {
        if (!given.IsPresent)
            return otherwise;
        if (given.Kind == GivenKind.Text && words.TryGetValue(given.Text!, out var found))
            return found;
        Add(given, "one-of", "one of " + string.Join(", ", words.Keys));
        return otherwise;
    }

    public T? Choice<T>(Given given, bool required = false) where T : struct, Enum
    {
        if (!given.IsPresent && !required)
            return null;
        var text = given.Kind == GivenKind.Text ? given.Text!.Replace("-", "", StringComparison.Ordinal) : "";
        foreach (var name in Enum.GetNames<T>())
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                return Enum.Parse<T>(name);
        }

        var names = string.Join(", ", Enum.GetNames<T>().Select(name => WordBorder().Replace(name, "-").ToLowerInvariant()));
        Add(given, "one-of", Required(given) + "one of " + names);
        return null;
    }

    public string[] Codes(Given list, int limit)
    {
        if (!list.IsPresent)
            return [];
        if (list.Kind == GivenKind.List && list.Count <= limit)
            return Codes(list.Items);
        Add(list, "array", $"an array of at most {limit} codes");
        return [];
    }

    /// <summary>Each once.</summary>
    public string[] Codes(IEnumerable<Given> items)
    {
        var codes = new List<string>();
        foreach (var item in items)
        {
            if (item.Kind == GivenKind.Text && Keys.IsKey(item.Text!, 64))
                codes.Add(item.Text!);
            else
                Add(item, "id", "1 to 64 of A-Z a-z 0-9 . _ : -");
        }

        return [.. codes.Distinct()];
    }

    public void Add(Given given, string rule, string remedy) => faults.Add(index, given.Path, given.Shown, rule, remedy);

    private static string Required(Given given) => given.IsPresent ? "" : "required: ";

    private DateTimeOffset? Read(string text)
    {
        if (!TimePattern().IsMatch(text))
            return null;
        var hasOffset = OffsetPattern().IsMatch(text);
        if (!hasOffset && assumed is null)
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return null;
        return hasOffset || time < Earliest ? time : new DateTimeOffset(time.DateTime, assumed!.Value);
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?\z", RegexOptions.ECMAScript)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"(Z|[+-]\d\d:\d\d)\z", RegexOptions.ECMAScript)]
    private static partial Regex OffsetPattern();

    [GeneratedRegex(@"[\s\p{Cc}\u202A-\u202E\u2066-\u2069\uFEFF]+")]
    private static partial Regex Unprintable();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordBorder();
}
