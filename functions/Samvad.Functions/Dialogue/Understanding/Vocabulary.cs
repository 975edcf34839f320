using System.Text.Json;
using System.Text.Json.Serialization;

namespace Samvad.Dialogue;

/// <summary>
/// The words that people use, by what they mean, and what words together say. Read from Templates/vocabulary.json.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, (string Concept, string Language)> _byWord = [];
    private readonly List<(string Word, string Concept, string Language)> _words = [];
    private readonly IReadOnlyList<Rule> _rules;

    private Vocabulary(Source source)
    {
        foreach (var (concept, languages) in source.Concepts)
        {
            foreach (var (language, words) in languages)
            {
                foreach (var word in words.Split(',', StringSplitOptions.TrimEntries).Select(Words.Sound).Distinct())
                {
                    if (_byWord.TryAdd(word, (concept, language)))
                        _words.Add((word, concept, language));
                }
            }
        }

        _rules = source.Rules;
    }

    public IEnumerable<Rule> Rules => _rules;

    public IEnumerable<string> Concepts => _words.Select(word => word.Concept).Distinct();

    public static Vocabulary Load()
    {
        using var stream = typeof(Vocabulary).Assembly
            .GetManifestResourceStream("Samvad.WhatsApp.Templates.vocabulary.json")!;
        return new(JsonSerializer.Deserialize(stream, VocabularyJson.Default.Source)
            ?? throw new InvalidOperationException("The vocabulary is empty."));
    }

    /// <summary>What the words mean, one after the other; a word that runs two together means both.</summary>
    public IReadOnlyList<(string Concept, string Language)?> Meanings(IEnumerable<string> words)
    {
        var meanings = new List<(string, string)?>();
        foreach (var word in words)
        {
            if (Exact(word) is { } known)
                meanings.Add(known);
            else if (Parts(word) is var (first, second))
                meanings.AddRange([first, second]);
            else
                meanings.Add(Near(word));
        }

        return meanings;
    }

    /// <returns>The first rule that the meanings fulfil.</returns>
    public Rule? Match(IReadOnlyList<(string Concept, string Language)?> meanings)
    {
        var concepts = meanings.Where(one => one is not null).Select(one => one!.Value.Concept).ToHashSet();
        var whole = meanings.Count > 0 && meanings.All(one => one is not null);
        return _rules.FirstOrDefault(rule => (!rule.Only || (whole && concepts.All(rule.Allows)))
            && rule.All.All(one => one.Split('|').Any(concepts.Contains))
            && !rule.None.Any(concepts.Contains));
    }

    private (string, string)? Exact(string word) => _byWord.TryGetValue(word, out var known) ? known : null;

    private ((string, string) First, (string, string) Second)? Parts(string word)
    {
        for (var at = 3; word.Length >= 7 && at <= word.Length - 3; at++)
        {
            if (Exact(word[..at]) is { } first && Exact(word[at..]) is { } second)
                return (first, second);
        }

        return null;
    }

    /// <summary>A known word within one slip, from seven letters on within two; short words must be exact.</summary>
    private (string, string)? Near(string word)
    {
        var bound = word.Length switch { < 4 => 0, < 7 => 1, _ => 2 };
        if (bound == 0 || char.IsAsciiDigit(word[0]))
            return null;
        (string, string)? best = null;
        foreach (var (known, concept, language) in _words)
        {
            if (known.Length < 4 || known[0] != word[0])
                continue;
            var distance = EditDistance.Of(word, known, bound);
            if (distance > bound || distance > (known.Length < 7 ? 1 : 2))
                continue;
            (best, bound) = ((concept, language), distance - 1);
            if (bound < 0)
                break;
        }

        return best;
    }

    /// <param name="All">Each must be said; `a|b` is either.</param>
    /// <param name="None">None of these may be.</param>
    /// <param name="Only">Nothing else may be said but these and <paramref name="Beside"/>.</param>
    internal sealed record Rule(
        Intent Intent, string? Kind, IReadOnlyList<string> All, IReadOnlyList<string> None, bool Only, IReadOnlyList<string> Beside)
    {
        public bool Allows(string concept) =>
            Beside.Contains(concept) || All.Any(one => one.Split('|').Contains(concept));
    }

    internal sealed record Source(
        Dictionary<string, Dictionary<string, string>> Concepts, IReadOnlyList<Rule> Rules);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Vocabulary.Source))]
internal sealed partial class VocabularyJson : JsonSerializerContext;
