using System.Text.Json;
using Samvad.LocalHost.Sample;

namespace Samvad.Benchmarks.Controls;

/// <summary>Our ledger and the simulator's journal, person by person.</summary>
internal sealed class Books
{
    private readonly Dictionary<(string Group, string Member), string> _phones;
    private readonly HashSet<(string Group, string Phone)> _seats;

    public Books(SampleRegistry registry)
    {
        _phones = registry.Members().ToDictionary(member => (member.Group, member.Member), member => "91" + member.Phone);
        _seats = [.. _phones.Select(seat => (seat.Key.Group, seat.Value))];
    }

    /// <param name="rows">The deliveries of an announcement.</param>
    /// <param name="messages">What the journal holds of it.</param>
    /// <returns>A sentence for each person of whom they disagree, without naming them.</returns>
    public IEnumerable<string> Compare(
        IReadOnlyList<JsonElement> rows, IReadOnlyList<JsonElement> messages, bool mayBeCancelled)
    {
        var taken = messages.ToLookup(message => Text(message, "person")!);
        var byPerson = rows.ToLookup(row => _phones[(Text(row, "group")!, Text(row, "member")!)]);
        var missing = _seats.Except(rows.Select(row => (Text(row, "group")!, _phones[(Text(row, "group")!, Text(row, "member")!)])));
        foreach (var (group, phone) in missing)
            yield return $"{Mask(phone)} of {group} has no row.";
        foreach (var person in byPerson)
        {
            var good = taken[person.Key].Where(message => !message.GetProperty("failed").GetBoolean()).ToList();
            // Not told yet of its failure: the provider took it, which is all that the ledger can know.
            var last = taken[person.Key].LastOrDefault();
            if (good.Count == 0 && person.Any(row => Text(row, "status") == "accepted" && Text(row, "messageId") == Text(last, "messageId")))
                good.Add(last);
            if (Fault([.. person], good, mayBeCancelled) is { } fault)
                yield return $"{Mask(person.Key)}: {fault} Journal: {taken[person.Key].Count()} taken, {good.Count} good. "
                    + $"Rows: {string.Join("; ", person.Select(Show))}";
        }
    }

    private static string? Fault(IReadOnlyList<JsonElement> rows, List<JsonElement> good, bool mayBeCancelled)
    {
        var own = rows.Where(row => Text(row, "code") != "told-in-other-group").ToList();
        var told = own.Where(row => Text(row, "status") is "accepted" or "sent" or "delivered" or "read").ToList();
        if (good.Count > 1)
            return "told twice.";
        if (own.Count == 0 || own.Exists(row => Text(row, "status") == "queued"))
            return "no final row.";
        if (own.Count > 1 && own.Exists(row => Text(row, "code") != "no-consent"))
            return "several rows of their own.";
        if (told.Count != good.Count)
            return told.Count > 0 ? "told by the ledger alone." : "told, and the ledger does not say so.";
        if (told.Count > 0 && Text(told[0], "messageId") != Text(good[0], "messageId"))
            return "another message than the ledger says.";
        return own.Exists(row => Text(row, "status") == "skipped" && !(Text(row, "code") is "no-consent"
            || (mayBeCancelled && Text(row, "code") is "cancelled")))
            ? "not told without a reason."
            : null;
    }

    private static string Show(JsonElement row) => string.Join(
        ' ',
        new[] { "group", "member", "status", "code" }.Select(name => Text(row, name)).Append($"x{row.GetProperty("attempts")}"));

    private static string Mask(string phone) => new string('*', phone.Length - 2) + phone[^2..];
    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
