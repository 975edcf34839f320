using System.Buffers.Binary;
using System.Text;

namespace Samvad.LocalHost.Simulator;

/// <summary>
/// The journal on disk: what is written under the journal's gate waits in memory until <see cref="Flush"/>, because a
/// disk may take a tenth of a second, and whoever sends would wait for it. Cut at the last whole record when read.
/// </summary>
internal sealed class JournalLog : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _gate;
    private readonly Lock _flushing = new();
    private readonly BinaryWriter _writer = new(new MemoryStream(), Encoding.UTF8);
    private bool _restarts;

    private JournalLog(FileStream file, Lock gate) => (_file, _gate) = (file, gate);

    /// <summary>Reads the log into the journal and makes the journal write to it.</summary>
    public static JournalLog Open(string path, Journal journal)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        var whole = 0L;
        using (var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true))
            while (TryRead(reader, journal))
                whole = file.Position;
        file.SetLength(whole);
        file.Position = whole;
        var log = new JournalLog(file, journal.Gate);
        if (whole == 0)
            log.Restart(journal.Id);
        journal.Log = log;
        return log;
    }

    public void Restart(ulong id)
    {
        _restarts = true;
        _writer.BaseStream.SetLength(0);
        _writer.Write('H');
        _writer.Write(id);
    }

    public void Text(char kind, string text)
    {
        _writer.Write(kind);
        _writer.Write(text);
    }

    /// <summary>'B' is one with buttons.</summary>
    public void Rendition(Rendition rendition)
    {
        _writer.Write(rendition.Payloads.Count == 0 ? 'R' : 'B');
        Write(rendition.Key);
        _writer.Write(rendition.Kind);
        WriteOptional(rendition.Template);
        WriteOptional(rendition.Language);
        WriteOptional(rendition.Text);
        WriteOptional(rendition.Reference);
        _writer.Write(rendition.BodyCount);
        WriteList(rendition.Names);
        WriteList(rendition.Values);
        if (rendition.Payloads.Count > 0)
            WriteList(rendition.Payloads);
    }

    /// <summary>'F' is a message that fails later.</summary>
    public void Message(long nowMs, in Entry entry, UInt128 repeatKey, ulong bodyHash, bool fails)
    {
        _writer.Write(fails ? 'F' : 'M');
        _writer.Write(nowMs);
        _writer.Write(entry.Person);
        _writer.Write(entry.Rendition);
        _writer.Write(entry.Channel);
        Write(repeatKey);
        _writer.Write(bodyHash);
    }

    /// <summary>Not to be called under the journal's gate.</summary>
    public void Flush()
    {
        lock (_flushing)
        {
            byte[] records;
            bool restarts;
            lock (_gate)
            {
                var waiting = (MemoryStream)_writer.BaseStream;
                records = waiting.ToArray();
                waiting.SetLength(0);
                (restarts, _restarts) = (_restarts, false);
            }

            if (restarts)
                _file.SetLength(0);
            _file.Write(records);
            _file.Flush();
        }
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
        _writer.Dispose();
    }

    private static bool TryRead(BinaryReader reader, Journal journal)
    {
        try
        {
            var kind = (char)reader.ReadByte();
            switch (kind)
            {
                case 'H':
                    journal.Restore(reader.ReadUInt64());
                    return true;
                case 'P':
                    journal.RestorePerson(reader.ReadString());
                    return true;
                case 'C':
                    journal.RestoreChannel(reader.ReadString());
                    return true;
                case 'R' or 'B':
                    journal.Add(ReadRendition(reader, buttons: kind == 'B'));
                    return true;
                case 'M' or 'F':
                    ReadMessage(reader, journal, fails: kind == 'F');
                    return true;
                default:
                    return false;
            }
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    private static void ReadMessage(BinaryReader reader, Journal journal, bool fails)
    {
        var (now, person, rendition, channel) =
            (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt16());
        var (key, hash) = (ReadKey(reader), reader.ReadUInt64());
        journal.Accept(
            journal.People[person], journal.Channels[channel], journal.Renditions[rendition], now, key, hash, fails);
    }

    // The members are read in the order in which they are written.
    private static Rendition ReadRendition(BinaryReader reader, bool buttons) => new()
    {
        Key = ReadKey(reader),
        Kind = reader.ReadString(),
        Template = ReadOptional(reader),
        Language = ReadOptional(reader),
        Text = ReadOptional(reader),
        Reference = ReadOptional(reader),
        BodyCount = reader.ReadInt32(),
        Names = ReadList(reader),
        Values = ReadList(reader),
        Payloads = buttons ? ReadList(reader) : [],
    };

    private void WriteList(IReadOnlyList<string> texts)
    {
        _writer.Write(texts.Count);
        foreach (var text in texts)
            _writer.Write(text);
    }

    private static string[] ReadList(BinaryReader reader)
    {
        var texts = new string[reader.ReadInt32()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        return texts;
    }

    private void Write(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        _writer.Write(bytes);
    }

    private static UInt128 ReadKey(BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[16];
        reader.BaseStream.ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    private void WriteOptional(string? text)
    {
        _writer.Write(text is not null);
        if (text is not null)
            _writer.Write(text);
    }

    private static string? ReadOptional(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;
}
