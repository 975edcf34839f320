using System.Buffers;
using System.Text;
using CsCheck;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class KeyedLinesTests
{
    // Few letters, so that keys meet; one of two bytes and one of four, so that order is of bytes.
    private static readonly Gen<string> Key = Gen.OneOf<string>("a", "b", "é", "😀", "~", "+", "9").Array[1, 3].Select(string.Concat);
    private static readonly Gen<(string Key, string Value)[]> Wanted =
        Gen.Select(Key, Gen.OneOf<string>("", "1", "two 2", "[3,\"x\"]")).Array[0, 40];

    [Fact]
    public void Lines_hold_what_a_dictionary_holds_after_the_same_changes() => Wanted.Array[1, 5].Sample(steps =>
    {
        var (model, text) = (new Dictionary<string, string>(), Array.Empty<byte>());
        foreach (var wanted in steps)
        {
            var step = wanted.DistinctBy(one => one.Key).ToDictionary(one => one.Key, one => one.Value);
            var output = new ArrayBufferWriter<byte>();
            var changed = KeyedLines.Change(
                text, step.Keys,
                (key, before) =>
                {
                    Assert.Equal(model.GetValueOrDefault(key, ""), Encoding.UTF8.GetString(before));
                    return Encoding.UTF8.GetBytes(step[key]);
                },
                output);
            Assert.Equal(step.Any(one => model.GetValueOrDefault(one.Key, "") != one.Value), changed);
            foreach (var (key, value) in step)
                _ = value.Length == 0 ? model.Remove(key) : (model[key] = value) is not null;
            text = output.WrittenSpan.ToArray();
            var read = new List<(string, string)>();
            KeyedLines.Visit(text, (key, value) => read.Add((key, Encoding.UTF8.GetString(value))));
            Assert.Equal(
                model.OrderBy(line => line.Key, Comparer<string>.Create(InBytes)).Select(line => (line.Key, line.Value)), read);
            Assert.All(step.Keys, key =>
                Assert.Equal(model.GetValueOrDefault(key, ""), Encoding.UTF8.GetString(KeyedLines.Find(text, key))));
        }
    });

    [Fact]
    public void What_is_given_back_leaves_the_text_as_it_was()
    {
        var text = "a 1\nb 2 3\n"u8;
        var output = new ArrayBufferWriter<byte>();
        Assert.False(KeyedLines.Change(text, ["b", "c", "a"], (_, value) => value, output));
        Assert.Equal(text, output.WrittenSpan);
    }

    private static int InBytes(string one, string other) =>
        Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));
}
