using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace Samvad.Storage;

/// <summary>
/// Many small records in one table row: compact JSON, deflated, cut into binary properties of at most 64 KiB
/// (Table Storage: 64 KiB a property, 1 MiB a row, 252 own properties). A store charges and locks by row, so
/// a row of 250 records costs a 250th.
/// </summary>
public static class PackedEntity
{
    private const int PropertyBytes = 64 * 1024;
    private const int MaxProperties = 14;
    private const string Usual = "P";

    /// <summary>Replaces the packed records of the row; other properties stay.</summary>
    /// <param name="name">Begins the names of their properties, where a row holds several kinds of them.</param>
    /// <exception cref="InvalidOperationException">The records do not fit one row.</exception>
    public static void Pack<T>(this TableEntity entity, T records, JsonTypeInfo<T> json, string name = Usual)
    {
        if (!entity.TryPack(records, json, name))
            throw TooLarge(entity);
    }

    /// <returns>Whether they fit the row.</returns>
    public static bool TryPack<T>(this TableEntity entity, T records, JsonTypeInfo<T> json, string name = Usual)
    {
        using var packed = new MemoryStream(16 * 1024);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(deflate, records, json);
        return entity.TrySet(packed, name);
    }

    /// <summary>Replaces what the row holds packed, by text of any kind.</summary>
    /// <exception cref="InvalidOperationException">The text does not fit one row.</exception>
    public static void PackText(this TableEntity entity, ReadOnlySpan<byte> text)
    {
        using var packed = new MemoryStream(16 * 1024);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(text);
        if (!entity.TrySet(packed, Usual))
            throw TooLarge(entity);
    }

    /// <returns>The packed records, or default where the row holds none.</returns>
    public static T? Unpack<T>(this TableEntity entity, JsonTypeInfo<T> json, string name = Usual)
    {
        using var inflate = entity.Inflate(name);
        return inflate is null ? default : JsonSerializer.Deserialize(inflate, json);
    }

    /// <summary>Replaces the content of the buffer by the packed text of the row; nothing where the row holds
    /// none.</summary>
    public static void UnpackText(this TableEntity entity, ArrayBufferWriter<byte> text)
    {
        text.ResetWrittenCount();
        using var inflate = entity.Inflate(Usual);
        while (inflate?.Read(text.GetSpan(PropertyBytes / 4)) is > 0 and var read)
            text.Advance(read);
    }

    /// <summary>Removes the packed records from the row; other properties stay.</summary>
    public static void RemovePacked(this TableEntity entity, string name = Usual)
    {
        for (var i = 0; entity.Remove(Name(name, i)); i++)
        {
        }
    }

    private static bool TrySet(this TableEntity entity, MemoryStream packed, string name)
    {
        var bytes = packed.GetBuffer().AsSpan(0, (int)packed.Length);
        var count = (bytes.Length + PropertyBytes - 1) / PropertyBytes;
        if (count > MaxProperties)
            return false;
        for (var i = 0; i < MaxProperties && (i < count || entity.ContainsKey(Name(name, i))); i++)
        {
            if (i < count)
                entity[Name(name, i)] = bytes.Slice(i * PropertyBytes, Math.Min(PropertyBytes, bytes.Length - i * PropertyBytes)).ToArray();
            else
                entity.Remove(Name(name, i));
        }

        return true;
    }

    private static DeflateStream? Inflate(this TableEntity entity, string name)
    {
        if (entity.GetBinary(Name(name, 0)) is not { } first)
            return null;
        var packed = new MemoryStream(first, writable: false);
        if (entity.ContainsKey(Name(name, 1)))
        {
            packed = new MemoryStream(2 * PropertyBytes);
            for (var i = 0; entity.GetBinary(Name(name, i)) is { } bytes; i++)
                packed.Write(bytes);
            packed.Position = 0;
        }

        return new DeflateStream(packed, CompressionMode.Decompress);
    }

    private static InvalidOperationException TooLarge(TableEntity entity) => new(
        $"Row {entity.PartitionKey}/{entity.RowKey} would hold more than {MaxProperties * PropertyBytes} packed bytes.");

    private static string Name(string name, int index) => (name, index) switch
    {
        (Usual, 0) => "P0",
        (Usual, 1) => "P1",
        (Usual, 2) => "P2",
        _ => name + index,
    };
}
