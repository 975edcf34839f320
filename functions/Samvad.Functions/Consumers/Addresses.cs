using System.Globalization;
using System.Text.RegularExpressions;
using PhoneNumbers;

namespace Samvad.Consumers;

/// <summary>WhatsApp addresses: mobile numbers as E.164, or business-scoped user ids.</summary>
public static partial class Addresses
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// Reads a number as people write it in India (`98230 12345`, `098230-12345`, `+91…`), a number of another
    /// country with plus, or a user id (`IN.` and 1 to 128 letters or digits). Only numbers that may be mobiles.
    /// </summary>
    public static string? Parse(string? text)
    {
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (UserId().IsMatch(text))
            return text;
        // The library reads letters as keypad digits, which in a list of consumers is always a mistake.
        if (text.Length > 24
            || !text.All(letter => char.IsAsciiDigit(letter) || letter is '+' or ' ' or '-' or '(' or ')' or '.'))
            return null;
        try
        {
            var number = Numbers.Parse(text, "IN");
            return Numbers.IsValidNumber(number)
                && Numbers.GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE
                    ? Numbers.Format(number, PhoneNumberFormat.E164)
                    : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <returns>The digits of a mobile number, at most 15; null of a user id.</returns>
    internal static ulong? DigitsOf(string address) =>
        address is ['+', ..]
        && ulong.TryParse(address.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The text with all but the last two digits of every long number hidden.</summary>
    public static string? Mask(string? text) =>
        text is null ? null : LongNumber()
            .Replace(text, number => new string('*', number.Length - 2) + number.Value[^2..]);

    [GeneratedRegex("^[A-Z]{2}\\.[A-Za-z0-9]{1,128}$")]
    private static partial Regex UserId();

    // Seven digits or more, however they are grouped, or a user id.
    [GeneratedRegex("[A-Z]{2}\\.[A-Za-z0-9]{5,}|\\p{Nd}(?:[ ().-]{0,2}\\p{Nd}){6,}")]
    private static partial Regex LongNumber();
}
