namespace Samvad.Tests.Dialogue;

/// <summary>One line of a conversation: who, whether they write or are written to, and what.</summary>
internal sealed record TalkLine(char Actor, bool Writes, string What);

/// <summary>A conversation of the tables, see conversations.txt.</summary>
internal sealed record TalkScript(
    string Name, string Language, IReadOnlyList<string> Traits, IReadOnlyList<TalkLine> Lines, IReadOnlyList<string> Ends)
{
    public const char Person = ' ';
    public const char Janamitra = '@';
    public const char Neighbour = '%';

    public static IReadOnlyList<TalkScript> All { get; } = Read(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "conversations.txt")));

    public int Connections => Traits.Contains("connections") ? 2 : 1;

    public string LanguageOf(char actor) => actor switch { Janamitra => "mr", Neighbour => "en", _ => Language };

    private static List<TalkScript> Read(IEnumerable<string> lines)
    {
        var scripts = new List<TalkScript>();
        var (name, traits) = ("", Array.Empty<string>());
        var (said, ends) = (new List<TalkLine>(), new List<string>());
        foreach (var line in lines.Append("== end").Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                if (name.Length > 0)
                    scripts.Add(new(name, traits[0], traits[1..], said, ends));
                (name, said, ends) = (line[3..], [], []);
            }
            else if (line.StartsWith("person ", StringComparison.Ordinal))
                traits = line.Split(' ')[1..];
            else if (line[0] is '>' or '<')
                said.Add(new(Person, line[0] == '>', line[2..]));
            else if (line.Length > 1 && line[1] is '>' or '<' && line[0] is Janamitra or Neighbour)
                said.Add(new(line[0], line[1] == '>', line[3..]));
            else
                ends.Add(line);
        }

        return scripts;
    }
}
