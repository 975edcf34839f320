namespace Samvad.Consumers;

/// <summary>A person as a caller sees them; the only place, with the member, that shows the address in full.</summary>
internal sealed record PersonView(
    string Address,
    string Language,
    bool ChoseLanguage,
    IReadOnlyDictionary<string, ConsentView> Consent,
    IReadOnlyList<SaidView> History,
    IReadOnlyList<Seat> Seats,
    string? QuietHours,
    DateTimeOffset? UnreachableSince,
    DateTimeOffset? UnreachableUntil)
{
    public static PersonView Of(Person person, TimeSpan recheck) => new(
        person.Address,
        person.Language,
        person.ChoseLanguage,
        Consents.Each
            .Select(topic => (topic, mark: Consents.Find(person.Consents, topic)))
            .Where(pair => pair.mark is not null)
            .ToDictionary(
                pair => Name(pair.topic),
                pair => new ConsentView(pair.mark!.Given, pair.mark.Source, pair.mark.At, pair.mark.Wording)),
        [.. (person.History ?? person.Consents).Select(mark => new SaidView(
            [.. Consents.Each.Where(topic => (mark.Topics & topic) != 0).Select(Name)],
            mark.Given, mark.Source, mark.At, mark.Wording))],
        person.Seats,
        person.QuietHours,
        person.UnreachableSince,
        person.UnreachableSince + recheck);

    private static string Name(Topics topic) => topic.ToString().ToLowerInvariant();
}

internal sealed record ConsentView(bool Given, string Source, DateTimeOffset At, string? Wording);

/// <summary>What was said about some topics at one time.</summary>
internal sealed record SaidView(
    IReadOnlyList<string> Topics, bool Given, string Source, DateTimeOffset At, string? Wording);
