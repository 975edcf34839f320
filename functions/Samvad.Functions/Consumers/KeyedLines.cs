using System.Buffers;
using System.Text;

namespace Samvad.Consumers;

/// <summary>
/// What becomes of the value of a key: empty where there is none. What is given, to leave it; something else, to write
/// it; nothing, to remove the line. A value has no line feed.
/// </summary>
internal delegate ReadOnlySpan<byte> LineChange(string key, ReadOnlySpan<byte> value);

/// <summary>
/// A text of lines, each a key, a space and a value in UTF-8, in the order of their keys. Lines are looked up and
/// changed in the text itself: of hundreds that nobody asks for, none is read or written anew.
/// </summary>
internal static class KeyedLines
{
    private const byte Feed = (byte)'\n';
    private const byte Space = (byte)' ';

    /// <returns>The value of the key, empty where the text has no such line.</returns>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> text, string key)
    {
        var name = Encoding.UTF8.GetBytes(key);
        return ValueOf(text[Find(text, 0, name)], name.Length);
    }

    public static void Visit(ReadOnlySpan<byte> text, Action<string, ReadOnlySpan<byte>> visit)
    {
        for (var rest = text; !rest.IsEmpty; rest = rest[(rest.IndexOf(Feed) + 1)..])
        {
            var name = rest[..rest.IndexOf(Space)];
            visit(Encoding.UTF8.GetString(name), ValueOf(rest[..(rest.IndexOf(Feed) + 1)], name.Length));
        }
    }

    /// <summary>Writes the text, with the lines of the keys (each once) as the change wants them.</summary>
    /// <returns>Whether anything changed.</returns>
    public static bool Change(
        ReadOnlySpan<byte> text, IEnumerable<string> keys, LineChange change, IBufferWriter<byte> output)
    {
        var (changed, copied) = (false, 0);
        foreach (var (key, name) in keys.Select(key => (key, Encoding.UTF8.GetBytes(key)))
            .OrderBy(pair => pair.Item2, Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other))))
        {
            var line = Find(text, copied, name);
            output.Write(text[copied..line.Start.Value]);
            copied = line.End.Value;
            var before = ValueOf(text[line], name.Length);
            var after = change(key, before);
            changed |= !after.SequenceEqual(before);
            if (after.IsEmpty)
                continue;
            output.Write(name);
            output.Write([Space]);
            output.Write(after);
            output.Write([Feed]);
        }

        output.Write(text[copied..]);
        return changed;
    }

    /// <summary>Where the line of the key is, or the empty range where it belongs.</summary>
    /// <param name="from">The beginning of a line that is not beyond it.</param>
    private static Range Find(ReadOnlySpan<byte> text, int from, ReadOnlySpan<byte> name)
    {
        var (low, high) = (from, text.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            var start = low + text[low..middle].LastIndexOf(Feed) + 1;
            var end = start + text[start..].IndexOf(Feed) + 1;
            switch (text[start..][..text[start..].IndexOf(Space)].SequenceCompareTo(name))
            {
                case 0:
                    return start..end;
                case < 0:
                    low = end;
                    break;
                default:
                    high = start;
                    break;
            }
        }

        return low..low;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, int nameLength) =>
        line.IsEmpty ? default : line[(nameLength + 1)..^1];
}
