using System.Globalization;
using System.Text.RegularExpressions;

namespace Samvad.Consumers;

/// <summary>Checks the fields of one row or request, and collects every fault instead of stopping at the
/// first.</summary>
internal sealed partial class FieldCheck(long? line = null)
{
    public List<Fault> Faults { get; } = [];

    public void Add(string field, string? value, string rule, string remedy) => Faults.Add(new(
        line, field, Addresses.Mask(value is { Length: > 64 } ? value[..64] : value), rule, remedy));

    /// <summary>An id that is also a table key.</summary>
    public string Id(string field, string? value)
    {
        value = value?.Trim() ?? "";
        if (!IdPattern().IsMatch(value))
            Add(field, value, "id", "1 to 64 of A-Z a-z 0-9 - _ .");
        return value;
    }

    public string? OptionalId(string field, string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : Id(field, value);

    public string Text(string field, string? value, int max)
    {
        value = value?.Trim() ?? "";
        if (value.Length == 0)
            Add(field, null, "required", "Give a text.");
        else if (value.Length > max)
            Add(field, null, "too-long", $"At most {max} characters; these are {value.Length}.");
        return value;
    }

    public string OneOf(string field, string? value, IReadOnlyCollection<string> allowed)
    {
        value = value?.Trim() ?? "";
        if (!allowed.Contains(value))
            Add(field, value, "one-of", $"One of: {string.Join(", ", allowed)}.");
        return value;
    }

    public string Address(string field, string? value)
    {
        var address = Addresses.Parse(value);
        if (address is null)
            Add(field, value, "phone", "A mobile number (10 digits, or with +91) or a WhatsApp user id (IN.…).");
        return address ?? "";
    }

    public string? ConsumerNumber(string field, string? value)
    {
        value = value?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        if (value.Length != 12 || !value.All(char.IsAsciiDigit))
            Add(field, value, "consumer-number", "12 digits, or empty.");
        return value;
    }

    public DateTimeOffset? Date(string field, string? value)
    {
        value = value?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        if (DateTimeOffset.TryParseExact(
            value,
            ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var date))
            return date.ToUniversalTime();
        Add(field, value, "date", "A date as 2026-11-23, or with time as 2026-11-23T10:30:00Z.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex IdPattern();
}
