namespace Samvad.Intake.Formats;

internal enum GivenKind
{
    Nothing,
    Text,
    Number,
    Flag,
    Object,
    List,
}

/// <summary>
/// A part of what was sent, JSON or XML alike, that knows its path. Names are found in any case, as senders differ in it.
/// </summary>
internal abstract class Given(string path)
{
    private const int Longest = 60;

    public string Path => path;

    public abstract GivenKind Kind { get; }

    /// <summary>Of a text, number or flag.</summary>
    public abstract string? Text { get; }

    /// <summary>Names of what the object holds, as written.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Never null: what is missing is nothing, at the path where it would be.</summary>
    public abstract Given this[string name] { get; }

    /// <summary>What is given under the name: none, one, or the items of a list.</summary>
    public abstract IEnumerable<Given> All(string name);

    /// <summary>Of a list, so many at most.</summary>
    public abstract IEnumerable<Given> Items { get; }

    public abstract int Count { get; }

    public bool IsPresent => Kind != GivenKind.Nothing;

    /// <summary>The value for an error: shortened, and only of scalars.</summary>
    public string? Shown => Kind switch
    {
        GivenKind.Nothing => null,
        GivenKind.Object => "an object",
        GivenKind.List => $"a list of {Count}",
        _ => Text!.Length <= Longest ? Text : string.Concat(Whole(Text), "…"),
    };

    /// <summary>The first of these that is given; the first of all where none is.</summary>
    public Given FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (this[name] is { IsPresent: true } found)
                return found;
        }

        return this[names[0]];
    }

    // No half of a surrogate pair at the end.
    private static ReadOnlySpan<char> Whole(string text) =>
        text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest);
}
