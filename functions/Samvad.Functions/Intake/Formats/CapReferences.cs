using System.Globalization;

namespace Samvad.Intake.Formats;

/// <summary>`sender,identifier,sent` of earlier messages, with white space between them.</summary>
internal static class CapReferences
{
    private const int Most = 200;

    /// <returns>The key of the oldest message, which named the outage; null where something is wrong.</returns>
    public static string? Root(Given references, FieldRules rules)
    {
        var messages = (references.Text ?? "").Split((char[]?)null, Most + 1, StringSplitOptions.RemoveEmptyEntries);
        var dated = new List<(DateTimeOffset Sent, string Identifier)>();
        foreach (var message in messages)
        {
            if (message.Split(',') is [{ Length: > 0 }, { Length: > 0 } identifier, var sent]
                && DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                dated.Add((time, identifier));
            }
        }

        if (dated.Count == messages.Length && dated.Count is > 0 and <= Most)
            return Keys.Of(dated.MinBy(message => message.Sent).Identifier, Draft.ExternalIdLimit);
        rules.Add(
            references, "references",
            $"1 to {Most} of sender,identifier,sent with spaces between: an Update or Cancel names what came before");
        return null;
    }
}
