using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Audiences;

/// <summary>Places and traits as a caller names them.</summary>
internal record PeopleBody(
    IReadOnlyList<string?>? Offices = null,
    IReadOnlyList<string?>? Feeders = null,
    IReadOnlyList<string?>? Transformers = null,
    IReadOnlyList<string?>? ConsumerNumbers = null,
    IReadOnlyList<string?>? Groups = null,
    IReadOnlyList<string?>? GroupKinds = null,
    IReadOnlyList<string?>? Categories = null,
    IReadOnlyList<string?>? Languages = null,
    IReadOnlyList<string?>? Areas = null)
{
    private const int MaxCodes = 10_000;

    internal Affected Places(string at, FieldCheck check) => new(
        Codes(at + "offices", Offices, check),
        Codes(at + "feeders", Feeders, check),
        Codes(at + "transformers", Transformers, check),
        Codes(at + "consumerNumbers", ConsumerNumbers, check))
    {
        Groups = Codes(at + "groups", Groups, check),
    };

    internal Traits Traits(string at, FieldCheck check) => new(
        Named(at + "groupKinds", GroupKinds, GroupKind.All, check),
        Named(at + "categories", Categories, Consumers.Categories.All, check),
        Named(at + "languages", Languages, TemplateCatalogue.Languages, check),
        Named(at + "areas", Areas, GroupKind.Areas, check));

    protected static PeopleBody Of(Affected places, Traits traits) => new(
        OrNull(places.Offices), OrNull(places.Feeders), OrNull(places.Transformers), OrNull(places.ConsumerNumbers),
        OrNull(places.Groups), OrNull(traits.GroupKinds), OrNull(traits.Categories), OrNull(traits.Languages), OrNull(traits.Areas));

    private static IReadOnlyList<string?>? OrNull(IReadOnlyList<string> list) => list.Count == 0 ? null : list;

    private static string[] Named(
        string field, IReadOnlyList<string?>? given, IReadOnlyCollection<string> allowed, FieldCheck check) =>
        [.. (given ?? []).Take(MaxCodes).Select((name, index) => check.OneOf($"{field}[{index}]", name, allowed)).Distinct()];

    private static string[] Codes(string field, IReadOnlyList<string?>? codes, FieldCheck check)
    {
        if (codes?.Count > MaxCodes)
            check.Add(field, $"{codes.Count} codes", "count", $"At most {MaxCodes} codes.");
        return [.. (codes ?? []).Take(MaxCodes).Select((code, index) => check.Id($"{field}[{index}]", code)).Distinct()];
    }
}

/// <summary>An audience as a caller names it: a saved one, or people with those who are to be left out.</summary>
/// <param name="Saved">The id of a saved audience, instead of all else.</param>
internal sealed record AudienceBody(
    string? Saved = null,
    IReadOnlyList<string?>? Offices = null,
    IReadOnlyList<string?>? Feeders = null,
    IReadOnlyList<string?>? Transformers = null,
    IReadOnlyList<string?>? ConsumerNumbers = null,
    IReadOnlyList<string?>? Groups = null,
    IReadOnlyList<string?>? GroupKinds = null,
    IReadOnlyList<string?>? Categories = null,
    IReadOnlyList<string?>? Languages = null,
    IReadOnlyList<string?>? Areas = null,
    PeopleBody? Exclude = null)
    : PeopleBody(Offices, Feeders, Transformers, ConsumerNumbers, Groups, GroupKinds, Categories, Languages, Areas)
{
    public static AudienceBody Of(Selection selection)
    {
        var people = Of(selection.Places, selection.Only);
        var without = Of(selection.Except, selection.Not);
        return new(
            null, people.Offices, people.Feeders, people.Transformers, people.ConsumerNumbers, people.Groups,
            people.GroupKinds, people.Categories, people.Languages, people.Areas,
            selection.Except.IsEmpty && selection.Not.IsEmpty ? null : without);
    }
}
