using System.Runtime.Serialization;

namespace Samvad.LocalHost.Broker;

/// <summary>The types that Service Bus takes as application properties, one tag each.</summary>
internal static class PropertyValue
{
    public static void Write(BinaryWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text: Tag(writer, 1).Write(text); break;
            case bool flag: Tag(writer, 2).Write(flag); break;
            case int number: Tag(writer, 3).Write(number); break;
            case long number: Tag(writer, 4).Write(number); break;
            case double number: Tag(writer, 5).Write(number); break;
            case decimal number: Tag(writer, 6).Write(number); break;
            case Guid id: Tag(writer, 7).Write(id.ToByteArray()); break;
            case DateTime instant: Tag(writer, 8).Write(instant.ToBinary()); break;
            case DateTimeOffset instant: WriteInstant(Tag(writer, 9), instant); break;
            case TimeSpan span: Tag(writer, 10).Write(span.Ticks); break;
            case Uri uri: Tag(writer, 11).Write(uri.OriginalString); break;
            case byte number: Tag(writer, 12).Write(number); break;
            case sbyte number: Tag(writer, 13).Write(number); break;
            case short number: Tag(writer, 14).Write(number); break;
            case ushort number: Tag(writer, 15).Write(number); break;
            case uint number: Tag(writer, 16).Write(number); break;
            case ulong number: Tag(writer, 17).Write(number); break;
            case float number: Tag(writer, 18).Write(number); break;
            case char character: Tag(writer, 19).Write(character); break;
            default:
                throw new SerializationException(
                    $"The application property '{name}' is a {value?.GetType().Name ?? "null"}, which Service Bus does not carry.");
        }
    }

    public static object Read(BinaryReader reader) => reader.ReadByte() switch
    {
        1 => reader.ReadString(),
        2 => reader.ReadBoolean(),
        3 => reader.ReadInt32(),
        4 => reader.ReadInt64(),
        5 => reader.ReadDouble(),
        6 => reader.ReadDecimal(),
        7 => new Guid(reader.ReadBytes(16)),
        8 => DateTime.FromBinary(reader.ReadInt64()),
        9 => new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromTicks(reader.ReadInt64())),
        10 => TimeSpan.FromTicks(reader.ReadInt64()),
        11 => new Uri(reader.ReadString(), UriKind.RelativeOrAbsolute),
        12 => reader.ReadByte(),
        13 => reader.ReadSByte(),
        14 => reader.ReadInt16(),
        15 => reader.ReadUInt16(),
        16 => reader.ReadUInt32(),
        17 => reader.ReadUInt64(),
        18 => reader.ReadSingle(),
        19 => reader.ReadChar(),
        var tag => throw new SerializationException($"broker.db holds a property of unknown type {tag}."),
    };

    private static BinaryWriter Tag(BinaryWriter writer, byte tag)
    {
        writer.Write(tag);
        return writer;
    }

    private static void WriteInstant(BinaryWriter writer, DateTimeOffset instant)
    {
        writer.Write(instant.Ticks);
        writer.Write(instant.Offset.Ticks);
    }
}
