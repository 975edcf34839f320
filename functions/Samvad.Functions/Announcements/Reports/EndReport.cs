using System.Globalization;
using System.Runtime.CompilerServices;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Reports;

/// <summary>What came of an announcement. All figures are counted from the ledger, as they are now.</summary>
public sealed class EndReport(OfficeCounts offices, Reactions reactions, Ledger ledger)
{
    private const int AtOnce = 8;
    private static readonly string[] Meanings =
    [
        SkipReason.NoConsent, "did not agree to the topic",
        SkipReason.OtherGroup, "is told in another group",
        SkipReason.Unreachable, "is not reached on WhatsApp",
        SkipReason.Left, "left the group",
        SkipReason.Expired, "could not be told before it expired",
        SkipReason.Superseded, "was told something newer",
        SkipReason.Cancelled, "was left when it was cancelled",
        SkipReason.DayLimit, "was told enough that day",
        SkipReason.WeekLimit, "was told enough that week",
    ];

    /// <param name="groups">That the caller sees.</param>
    /// <param name="byLanguage">Reads the whole ledger of the announcement.</param>
    public async Task<object> OfAsync(
        AnnouncementHeader header, IReadOnlyList<GroupProgress> groups, bool byLanguage, CancellationToken cancellationToken)
    {
        var id = header.Announcement.Id;
        var counts = AnnouncementTotals.Of(groups);
        var reacted = await reactions.CountAsync(id, cancellationToken);
        return new
        {
            id,
            header.Announcement.Reference,
            header.Announcement.Template,
            State = AnnouncementFunctions.StateOf(header),
            header.Announcement.CreatedAt,
            header.FinishedAt,
            counts,
            Failed = counts.Failed.Select(failed => new
            {
                code = failed.Key, people = failed.Value, reason = FailureTable.Of(failed.Key).Sentence,
            }),
            Skipped = counts.Skipped.Select(skipped => new { reason = skipped.Key, people = skipped.Value, meaning = MeaningOf(skipped.Key) }),
            OptOuts = reacted[Reaction.OptOut],
            Replies = reacted[Reaction.Reply],
            Languages = byLanguage ? await LanguagesAsync(id, groups, cancellationToken) : null,
            Offices = (await offices.OfAsync(groups, cancellationToken)).Select(OfficeCounts.View),
        };
    }

    /// <summary>A line per office and figure; the first ones, without an office, are of the whole.</summary>
    public async IAsyncEnumerable<string?[]> CsvAsync(
        AnnouncementHeader header, IReadOnlyList<GroupProgress> groups, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var line in Lines("", "", AnnouncementTotals.Of(groups)))
            yield return line;
        var reacted = await reactions.CountAsync(header.Announcement.Id, cancellationToken);
        yield return ["", "", "opt-outs", null, Text(reacted[Reaction.OptOut]), "wrote STOP within a day after it"];
        yield return ["", "", "replies", null, Text(reacted[Reaction.Reply]), "wrote something else within a day after it"];
        foreach (var office in await offices.OfAsync(groups, cancellationToken))
        {
            foreach (var line in Lines(office.Office, office.Name?.En ?? "", office.Counts))
                yield return line;
        }
    }

    public static readonly string[] CsvHeader = ["office", "name", "figure", "reason", "people", "meaning"];

    private static IEnumerable<string?[]> Lines(string office, string name, Counts counts)
    {
        yield return [office, name, "audience", null, Text(counts.Audience), null];
        yield return [office, name, "queued", null, Text(counts.Queued), null];
        yield return [office, name, "sent", null, Text(counts.Sent), null];
        yield return [office, name, "delivered", null, Text(counts.Delivered), null];
        yield return [office, name, "read", null, Text(counts.Read), null];
        foreach (var (code, people) in counts.Failed)
            yield return [office, name, "failed", code, Text(people), FailureTable.Of(code).Sentence];
        foreach (var (reason, people) in counts.Skipped)
            yield return [office, name, "skipped", reason, Text(people), MeaningOf(reason)];
    }

    private async Task<object> LanguagesAsync(
        string id, IReadOnlyList<GroupProgress> groups, CancellationToken cancellationToken)
    {
        var sums = TemplateCatalogue.Languages.ToDictionary(language => language, _ => new Counts());
        await Parallel.ForEachAsync(
            groups,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (group, token) =>
            {
                foreach (var page in await ledger.ReadAsync(id, group.Group, token))
                {
                    foreach (var language in page.Deliveries.GroupBy(delivery => delivery.Language))
                    {
                        var counts = Counts.Of(language);
                        lock (sums)
                            (sums.TryGetValue(language.Key, out var sum) ? sum : sums[language.Key] = new Counts()).Include(counts);
                    }
                }
            });
        return sums.Select(sum => new { language = sum.Key, counts = sum.Value });
    }

    private static string? MeaningOf(string reason) =>
        Array.IndexOf(Meanings, reason) is >= 0 and var index ? Meanings[index + 1] : null;

    private static string Text(int people) => people.ToString(CultureInfo.InvariantCulture);
}
