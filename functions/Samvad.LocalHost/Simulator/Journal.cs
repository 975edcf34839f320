using System.Runtime.InteropServices;

namespace Samvad.LocalHost.Simulator;

/// <summary>
/// Every accepted message, compact: about 150 bytes each with its person. Guarded by <see cref="Gate"/>; written to a
/// log file as well where there is a data directory, and read back from it.
/// </summary>
internal sealed class Journal
{
    public readonly Lock Gate = new();
    private readonly Dictionary<string, int> _personIndex = [];
    private readonly Dictionary<string, int> _channelIndex = [];
    private readonly Dictionary<string, int> _announcementIndex = [];
    private readonly Dictionary<UInt128, Repeat> _repeats = [];
    private readonly Dictionary<long, bool> _told = [];
    private readonly Dictionary<string, long> _rejected = [];
    private ulong _id = NewId();
    private int _peakTail;

    public List<string> People { get; } = [];
    public List<string> Channels { get; } = [];
    public List<Rendition> Renditions { get; } = [];
    public List<AnnouncementCount> Announcements { get; } = [];
    public List<Entry> Entries { get; } = [];
    public IReadOnlyDictionary<string, long> Rejected => _rejected;

    /// <summary>Places of the messages that fail after they were taken.</summary>
    public HashSet<int> Failing { get; } = [];
    public long Duplicates { get; private set; }
    public long Repeated { get; private set; }
    public int Peak { get; private set; }

    /// <summary>Instants are kept as milliseconds since this one (Unix milliseconds).</summary>
    public long EpochMs { get; private set; }

    public JournalLog? Log { get; set; }
    public ulong Id => _id;

    public int PersonOf(ReadOnlySpan<char> address)
    {
        var lookup = _personIndex.GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(address, out var index) ? index : -1;
    }

    public int AnnouncementOf(string reference) => _announcementIndex.GetValueOrDefault(reference, -1);

    public Repeat? RepeatOf(UInt128 key) => _repeats.TryGetValue(key, out var repeat) ? repeat : null;

    public void CountRepeated() => Repeated++;

    public void CountRejected(string code) => _rejected[code] = _rejected.GetValueOrDefault(code) + 1;

    public int Accept(
        ReadOnlySpan<char> person, ReadOnlySpan<char> channel, Rendition rendition, long nowMs,
        UInt128 repeatKey, ulong bodyHash, bool fails = false)
    {
        if (Entries.Count == 0)
            EpochMs = nowMs;
        if (rendition.Index < 0)
            Add(rendition);
        var entry = new Entry(
            Intern(person, _personIndex, People, 'P'),
            rendition.Index,
            (uint)Math.Max(0, nowMs - EpochMs),
            (ushort)Intern(channel, _channelIndex, Channels, 'C'));
        var index = Entries.Count;
        Entries.Add(entry);
        if (fails)
            Failing.Add(index);
        if (repeatKey != 0)
            _repeats[repeatKey] = new Repeat(bodyHash, index);
        Count(rendition, entry, fails);
        Log?.Message(nowMs, entry, repeatKey, bodyHash, fails);
        return index;
    }

    public void Add(Rendition rendition)
    {
        rendition.Index = Renditions.Count;
        Renditions.Add(rendition);
        if (rendition.Reference is { } reference)
        {
            if (!_announcementIndex.TryGetValue(reference, out var announcement))
            {
                _announcementIndex[reference] = announcement = Announcements.Count;
                Announcements.Add(new AnnouncementCount(reference));
            }

            rendition.Announcement = announcement;
        }

        Log?.Rendition(rendition);
    }

    /// <summary>Ids hold the journal's own id and the place in it, so that none has to be kept.</summary>
    public Guid MessageId(int index)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Draw.Mix(_id ^ (ulong)index));
        BitConverter.TryWriteBytes(bytes[8..], (ulong)index * 0x9E3779B97F4A7C15 ^ _id);
        return new Guid(bytes);
    }

    public DateTimeOffset AcceptedAt(int index) => DateTimeOffset.FromUnixTimeMilliseconds(EpochMs + Entries[index].Ms);

    public void Restore(ulong id) => _id = id;
    public void RestorePerson(string address) => Intern(address, _personIndex, People, 'P');
    public void RestoreChannel(string channel) => Intern(channel, _channelIndex, Channels, 'C');

    public void Clear()
    {
        foreach (var rendition in Renditions)
            rendition.Index = rendition.Announcement = -1;
        _personIndex.Clear();
        _channelIndex.Clear();
        _announcementIndex.Clear();
        _repeats.Clear();
        _told.Clear();
        _rejected.Clear();
        People.Clear();
        Channels.Clear();
        Renditions.Clear();
        Announcements.Clear();
        Entries.Clear();
        Failing.Clear();
        Duplicates = Repeated = Peak = _peakTail = 0;
        _id = NewId();
        Log?.Restart(_id);
    }

    /// <summary>Whether the person was sent this announcement before, also where it failed.</summary>
    public bool WasAccepted(ReadOnlySpan<char> person, Rendition rendition) =>
        PersonOf(person) is >= 0 and var index && rendition.Reference is { } reference
        && _told.ContainsKey(KeyOf(AnnouncementOf(reference), index));

    private static long KeyOf(int announcement, int person) => ((long)announcement << 32) | (uint)person;

    private void Count(Rendition rendition, in Entry entry, bool fails)
    {
        if (rendition.Announcement >= 0)
        {
            var announcement = Announcements[rendition.Announcement];
            announcement.Accepted++;
            // Who got no more than messages that failed was not told, so sending again is right.
            ref var told = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _told, KeyOf(rendition.Announcement, entry.Person), out var known);
            announcement.People += known ? 0 : 1;
            Duplicates += told ? 1 : 0;
            told |= !fails;
        }

        while (Entries[_peakTail].Ms + 1000L <= entry.Ms)
            _peakTail++;
        Peak = Math.Max(Peak, Entries.Count - _peakTail);
    }

    private int Intern(ReadOnlySpan<char> text, Dictionary<string, int> index, List<string> all, char kind)
    {
        var lookup = index.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var found))
            return found;
        var added = text.ToString();
        index[added] = all.Count;
        all.Add(added);
        Log?.Text(kind, added);
        return all.Count - 1;
    }

    private static ulong NewId() => BitConverter.ToUInt64(Guid.NewGuid().ToByteArray(), 8);
}

/// <summary>One accepted message: 16 bytes.</summary>
internal readonly record struct Entry(int Person, int Rendition, uint Ms, ushort Channel);

/// <summary>What the first request with a repeatability id carried and became.</summary>
internal readonly record struct Repeat(ulong BodyHash, int Index);

/// <summary>How many messages of an announcement were accepted, and for how many people.</summary>
internal sealed class AnnouncementCount(string reference)
{
    public string Reference { get; } = reference;
    public long Accepted { get; set; }
    public long People { get; set; }
}
