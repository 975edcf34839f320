using System.Buffers;
using System.Text.Json;

namespace Samvad.Consumers;

/// <summary>
/// A person but for the address, as a JSON array by position, which an import reads and writes tens of millions of times:
/// [language, chose language, revision, marks, seats, quiet hours, BSUID, unreachable since, history, former groups], where
/// a mark, also of the history, is [topics, given, source, at, wording] and a seat is [group, member, consumer
/// number]; times in Unix milliseconds, empty ends left out.
/// </summary>
internal static class PersonLine
{
    public static Person Read(string address, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        reader.Read();
        var language = Pooled(ref reader)!;
        reader.Read();
        var chose = reader.GetInt32() != 0;
        reader.Read();
        var revision = reader.GetInt32();
        var marks = ReadAll(ref reader, ReadMark);
        var seats = ReadAll(ref reader, ReadSeat);
        if (!More(ref reader))
            return new(address, language, chose, marks, seats, Revision: revision);
        var quiet = reader.GetString();
        reader.Read();
        var bsuid = reader.GetString();
        DateTimeOffset? unreachable = More(ref reader) && reader.TokenType == JsonTokenType.Number
            ? DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64()) : null;
        ConsentMark[]? history = null;
        string[]? formerly = null;
        if (reader.TokenType != JsonTokenType.EndArray && More(ref reader))
        {
            history = reader.TokenType == JsonTokenType.StartArray ? ReadItems(ref reader, ReadMark) : null;
            if (More(ref reader))
                formerly = ReadItems(ref reader, (ref Utf8JsonReader item) => Pooled(ref item)!);
        }

        return new(address, language, chose, marks, seats, quiet, bsuid, unreachable, revision, history, formerly);
    }

    public static ReadOnlySpan<byte> Write(Person person)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(line);
        writer.WriteStartArray();
        writer.WriteStringValue(person.Language);
        writer.WriteNumberValue(person.ChoseLanguage ? 1 : 0);
        writer.WriteNumberValue(person.Revision);
        WriteMarks(writer, person.Consents);
        WriteSeats(writer, person.Seats);
        WriteRest(writer, person);
        writer.WriteEndArray();
        writer.Flush();
        return line.WrittenSpan;
    }

    /// <summary>What few people have.</summary>
    private static void WriteRest(Utf8JsonWriter writer, Person value)
    {
        if (value is { QuietHours: null, Bsuid: null, UnreachableSince: null, History: null, Formerly: null })
            return;
        writer.WriteStringValue(value.QuietHours);
        writer.WriteStringValue(value.Bsuid);
        if (value is { UnreachableSince: null, History: null, Formerly: null })
            return;
        if (value.UnreachableSince is { } since)
            writer.WriteNumberValue(since.ToUnixTimeMilliseconds());
        else
            writer.WriteNullValue();
        if (value.History is not null)
            WriteMarks(writer, value.History);
        else if (value.Formerly is not null)
            writer.WriteNullValue();
        if (value.Formerly is null)
            return;
        writer.WriteStartArray();
        foreach (var group in value.Formerly)
            writer.WriteStringValue(group);
        writer.WriteEndArray();
    }

    private static void WriteMarks(Utf8JsonWriter writer, IReadOnlyList<ConsentMark> marks)
    {
        writer.WriteStartArray();
        foreach (var mark in marks)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue((int)mark.Topics);
            writer.WriteNumberValue(mark.Given ? 1 : 0);
            writer.WriteStringValue(mark.Source);
            writer.WriteNumberValue(mark.At.ToUnixTimeMilliseconds());
            if (mark.Wording is not null)
                writer.WriteStringValue(mark.Wording);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static void WriteSeats(Utf8JsonWriter writer, IReadOnlyList<Seat> seats)
    {
        writer.WriteStartArray();
        foreach (var seat in seats)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(seat.Group);
            writer.WriteStringValue(seat.Member);
            if (seat.ConsumerNumber is not null)
                writer.WriteStringValue(seat.ConsumerNumber);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static ConsentMark ReadMark(ref Utf8JsonReader reader)
    {
        reader.Read();
        var topics = (Topics)reader.GetInt32();
        reader.Read();
        var given = reader.GetInt32() != 0;
        reader.Read();
        var source = Pooled(ref reader);
        reader.Read();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());
        var wording = More(ref reader) ? Pooled(ref reader) : null;
        End(ref reader);
        return new(topics, given, source!, at, wording);
    }

    private static Seat ReadSeat(ref Utf8JsonReader reader)
    {
        reader.Read();
        var group = Pooled(ref reader);
        reader.Read();
        var member = reader.GetString();
        var number = More(ref reader) ? reader.GetString() : null;
        End(ref reader);
        return new(group!, member!, number);
    }

    private delegate T ReadOne<T>(ref Utf8JsonReader reader);

    private static T[] ReadAll<T>(ref Utf8JsonReader reader, ReadOne<T> read)
    {
        reader.Read();
        return ReadItems(ref reader, read);
    }

    private static T[] ReadItems<T>(ref Utf8JsonReader reader, ReadOne<T> read)
    {
        T[] items = [];
        while (More(ref reader))
            items = [.. items, read(ref reader)];
        return items;
    }

    private static bool More(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Goes to the end of the array, if not there yet, past what a later release may have added.</summary>
    private static void End(ref Utf8JsonReader reader)
    {
        while (reader.TokenType != JsonTokenType.EndArray)
        {
            reader.TrySkip();
            reader.Read();
        }
    }

    private static string? Pooled(ref Utf8JsonReader reader) => PooledStrings.Read(ref reader);
}
