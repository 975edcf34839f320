using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Samvad.Consumers;

/// <summary>How the packed rows of this stage are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(List<Member>))]
[JsonSerializable(typeof(List<Fault>))]
internal sealed partial class ConsumersJson : JsonSerializerContext;

/// <summary>A time as seconds, a third of its text.</summary>
internal sealed class UnixSeconds : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeSeconds());
}

/// <summary>
/// Reads texts that repeat in thousands of records (groups, languages, sources) as one string each, so that a
/// page of people costs no more memory than its own numbers.
/// </summary>
internal static class PooledStrings
{
    private const int MaxLength = 64;
    private const int MaxTexts = 65_536;
    private static readonly ConcurrentDictionary<string, string> Pool = new();
    private static readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Pool.GetAlternateLookup<ReadOnlySpan<char>>();

    private static int _texts;

    public static string? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.HasValueSequence || reader.ValueSpan.Length > MaxLength)
            return reader.GetString();
        Span<char> text = stackalloc char[MaxLength];
        text = text[..reader.CopyString(text)];
        if (Lookup.TryGetValue(text, out var pooled))
            return pooled;
        var added = text.ToString();
        return Interlocked.Increment(ref _texts) < MaxTexts ? Pool.GetOrAdd(added, added) : added;
    }
}
