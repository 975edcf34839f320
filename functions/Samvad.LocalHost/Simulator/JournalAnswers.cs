using System.Collections;
using Samvad.LocalHost.Simulator.CloudApi;

namespace Samvad.LocalHost.Simulator;

/// <summary>What the journal answers.</summary>
internal sealed class JournalAnswers(Journal journal, TemplateBook templates, StatusDispatcher statuses)
{
    private const int FirstMissing = 10;

    public object Summary()
    {
        lock (journal.Gate)
            return new
            {
                accepted = journal.Entries.Count,
                people = journal.People.Count,
                duplicates = journal.Duplicates,
                repeated = journal.Repeated,
                rejected = journal.Rejected.ToDictionary(),
                firstAcceptedAt = journal.Entries.Count == 0 ? (DateTimeOffset?)null : journal.AcceptedAt(0),
                lastAcceptedAt = journal.Entries.Count == 0
                    ? (DateTimeOffset?)null
                    : journal.AcceptedAt(journal.Entries.Count - 1),
                peakPerSecond = journal.Peak,
                pendingStatuses = statuses.Pending,
                statuses = Enum.GetValues<StatusKind>().ToDictionary(kind => kind.ToString(), statuses.SentOf),
                announcements = journal.Announcements.ToDictionary(
                    announcement => announcement.Reference,
                    announcement => new { accepted = announcement.Accepted, people = announcement.People }),
            };
    }

    /// <summary>Messages in order of acceptance; of one person, of one announcement, or all.</summary>
    public IReadOnlyList<object> Messages(string? person, string? announcement)
    {
        lock (journal.Gate)
        {
            var wantedPerson = person is null ? -1 : journal.PersonOf(person.TrimStart('+', ' '));
            var wantedAnnouncement = announcement is null ? -1 : journal.AnnouncementOf(announcement);
            if ((person is not null && wantedPerson < 0) || (announcement is not null && wantedAnnouncement < 0))
                return [];
            var found = new List<object>();
            for (var i = 0; i < journal.Entries.Count; i++)
            {
                var entry = journal.Entries[i];
                if ((wantedPerson < 0 || entry.Person == wantedPerson)
                    && (wantedAnnouncement < 0 || journal.Renditions[entry.Rendition].Announcement == wantedAnnouncement))
                    found.Add(Describe(i, entry));
            }

            return found;
        }
    }

    /// <summary>When messages of an announcement were accepted, in order, as Unix milliseconds.</summary>
    public IReadOnlyList<long> Times(string announcement)
    {
        lock (journal.Gate)
        {
            var wanted = journal.AnnouncementOf(announcement);
            return wanted < 0 ? [] : [.. journal.Entries
                .Where(entry => journal.Renditions[entry.Rendition].Announcement == wanted)
                .Select(entry => journal.EpochMs + entry.Ms)];
        }
    }

    /// <summary>Compares the people who got an announcement with those who should have; one address per line.</summary>
    public async Task<object> MissingAsync(string announcement, Stream lines, CancellationToken cancellationToken)
    {
        var got = PeopleOf(announcement);
        var expected = new BitArray(got.Length);
        var missing = new HashSet<string>();
        long count = 0, expectedAndGot = 0;
        using var reader = new StreamReader(lines);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var person = line.Trim().TrimStart('+');
            if (person.Length == 0)
                continue;
            var index = IndexOf(person);
            if (index >= 0 && index < got.Length && got[index])
            {
                if (expected[index])
                    continue;
                expected[index] = true;
                expectedAndGot++;
                count++;
            }
            else if (missing.Add(person))
                count++;
        }

        return new
        {
            expected = count,
            missing = missing.Count,
            unexpected = Ones(got) - expectedAndGot,
            firstMissing = missing.Take(FirstMissing).Select(Masked).ToArray(),
        };
    }

    private object Describe(int index, in Entry entry)
    {
        var rendition = journal.Renditions[entry.Rendition];
        return new
        {
            person = journal.People[entry.Person],
            announcement = rendition.Reference,
            kind = rendition.Kind,
            template = rendition.Template,
            language = rendition.Language,
            parameters = rendition.Names.Zip(rendition.Values).DistinctBy(pair => pair.First)
                .ToDictionary(pair => pair.First, pair => pair.Second),
            channel = journal.Channels[entry.Channel],
            acceptedAt = journal.AcceptedAt(index),
            failed = journal.Failing.Contains(index),
            messageId = CloudApiNumber.MessageId(journal.Channels[entry.Channel], journal.MessageId(index)),
            text = templates.TextOf(rendition),
            buttons = templates.ButtonsOf(rendition).Zip(rendition.Payloads, (title, payload) => new { title, payload }),
        };
    }

    private BitArray PeopleOf(string announcement)
    {
        lock (journal.Gate)
        {
            var people = new BitArray(journal.People.Count);
            var wanted = journal.AnnouncementOf(announcement);
            for (var i = 0; i < journal.Entries.Count && wanted >= 0; i++)
                if (journal.Renditions[journal.Entries[i].Rendition].Announcement == wanted)
                    people[journal.Entries[i].Person] = true;
            return people;
        }
    }

    private int IndexOf(string person)
    {
        lock (journal.Gate)
            return journal.PersonOf(person);
    }

    private static long Ones(BitArray bits) => bits.Cast<bool>().LongCount(bit => bit);

    private static string Masked(string person) =>
        new string('*', Math.Max(0, person.Length - 2)) + person[^Math.Min(2, person.Length)..];
}
