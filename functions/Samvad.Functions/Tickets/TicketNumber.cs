using System.Globalization;
using System.Text;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>
/// Numbers of tickets, as `H-4F7K-2QX`: the letter of the type and seven of Crockford's digits, which have no I, L, O
/// and U to be misread. A number follows from what caused the ticket, so nothing has to be counted.
/// </summary>
public static class TicketNumber
{
    private const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 7;
    private const int First = 4;

    /// <param name="attempt">How many tickets of other causes have been found to have the number before.</param>
    public static string Of(TicketType type, string cause, int attempt = 0)
    {
        var hash = NameBasedGuid.Of(cause, attempt.ToString(CultureInfo.InvariantCulture));
        var bits = BitConverter.ToUInt64(hash.ToByteArray());
        var number = new StringBuilder(Length + 3).Append(LetterOf(type)).Append('-');
        for (var i = 0; i < Length; i++, bits >>= 5)
        {
            if (i == First)
                number.Append('-');
            number.Append(Digits[(int)(bits & 31)]);
        }

        return number.ToString();
    }

    /// <summary>Reads a number as people write it: in any case, with spaces or none, O for 0, I and L for 1.</summary>
    /// <returns>The number, or null where the text is none.</returns>
    public static string? Parse(string? text)
    {
        var bare = new StringBuilder(Length + 1);
        foreach (var letter in text ?? "")
        {
            if (letter is ' ' or '-' or '.' or '#')
                continue;
            if (bare.Length > Length)
                return null;
            bare.Append(bare.Length == 0 ? char.ToUpperInvariant(letter) : Digit(letter));
        }

        if (bare.Length != Length + 1 || !"HNC".Contains(bare[0]) || bare.ToString().Contains('?'))
            return null;
        return $"{bare[0]}-{bare.ToString(1, First)}-{bare.ToString(1 + First, Length - First)}";
    }

    private static char LetterOf(TicketType type) => type switch
    {
        TicketType.Hazard => 'H',
        TicketType.NoSupply => 'N',
        _ => 'C',
    };

    private static char Digit(char letter) => char.ToUpperInvariant(letter) switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        var digit when Digits.Contains(digit) => digit,
        var devanagari when devanagari is >= '०' and <= '९' => (char)('0' + devanagari - '०'),
        _ => '?',
    };
}
