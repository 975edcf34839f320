using System.Globalization;
using System.Text;
using Samvad.WhatsApp;

namespace Samvad.Tickets;

/// <summary>What makes two reports one: type and place.</summary>
internal static class PlaceKeys
{
    /// <summary>Some 55 m; who reports from the same square means the same.</summary>
    private const double Square = 0.0005;
    private const double MetresPerDegree = 111_320;

    /// <summary>
    /// The transformer, else the consumer number, else the place on the map or in words, else the person. A complaint is
    /// first the consumer's own. Hazards and complaints of different kinds are not one, wherever they are.
    /// </summary>
    public static string Of(Ticket ticket) => KeyOf(ticket, PartOf(ticket));

    /// <summary>The keys of the squares around a place that is known by the map alone.</summary>
    public static IEnumerable<string> Around(Ticket ticket)
    {
        if (PartOf(ticket) != SquareOf(ticket.Place, 0, 0))
            return [];
        return from north in Enumerable.Range(-1, 3)
               from east in Enumerable.Range(-1, 3)
               where (north, east) != (0, 0)
               select KeyOf(ticket, SquareOf(ticket.Place, north, east)!);
    }

    /// <returns>Metres between two places of the map; infinite where one is not on it.</returns>
    public static double Distance(TicketPlace one, TicketPlace other)
    {
        if ((one.Latitude, one.Longitude, other.Latitude, other.Longitude) is not ({ } y1, { } x1, { } y2, { } x2))
            return double.PositiveInfinity;
        var north = (y1 - y2) * MetresPerDegree;
        var east = (x1 - x2) * MetresPerDegree * Math.Cos(y1 * Math.PI / 180);
        return Math.Sqrt(north * north + east * east);
    }

    private static string KeyOf(Ticket ticket, string part)
    {
        var kind = ticket.Type == TicketType.NoSupply ? "" : ticket.ServiceCode;
        return NameBasedGuid.Of($"{ticket.Type}|{kind}", part).ToString("n");
    }

    private static string PartOf(Ticket ticket)
    {
        var place = ticket.Place;
        var consumer = place.ConsumerNumber is null ? null : "consumer " + place.ConsumerNumber;
        return (ticket.Type == TicketType.Complaint ? consumer : null)
            ?? (place.Transformer is null ? null : "transformer " + place.Transformer)
            ?? consumer
            ?? SquareOf(place, 0, 0)
            ?? (Bare(place.Address) is { Length: > 0 } address ? $"address {WhereOf(ticket)} {address}" : null)
            ?? "person " + ticket.Person;
    }

    /// <summary>"Near the temple" is one place to people of one group. Of a stranger it may be anywhere.</summary>
    private static string WhereOf(Ticket ticket) => ticket.Group is null ? "of " + ticket.Person : ticket.Office;

    private static string? SquareOf(TicketPlace place, int north, int east) =>
        (place.Latitude, place.Longitude) is ({ } latitude, { } longitude)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"square {Math.Floor(latitude / Square) + north} {Math.Floor(longitude / Square) + east}")
            : null;

    /// <summary>Letters with their signs and digits, in lower case; at most 100, so that the key stays short.</summary>
    private static string Bare(string? address)
    {
        var bare = new StringBuilder();
        foreach (var rune in (address ?? "").EnumerateRunes())
        {
            if (bare.Length < 100 && (Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
                bare.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return bare.ToString();
    }
}
