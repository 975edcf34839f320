using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>What the fate of one message says about its person.</summary>
/// <param name="Code">Of the failure table; null where the message arrived.</param>
public readonly record struct Finding(string Address, string? Code, DateTimeOffset At)
{
    internal FailureClass? Class => Code is null ? null : FailureTable.Of(Code).Class;
}

/// <summary>
/// Notes on people what their messages' fates say: that WhatsApp does not reach them, that it does again, that they
/// want no such messages. Repeating a finding changes nothing.
/// </summary>
public sealed class PersonFindings(
    People people, Seating seating, IOptions<WhatsAppOptions> whatsApp, TimeProvider time)
{
    /// <summary>The source of a consent that was withdrawn by WhatsApp's own control.</summary>
    public const string OptOutSource = "whatsapp-131050";

    /// <summary>What WhatsApp counts as marketing; notices about the own supply are not.</summary>
    private const Topics OptOutTopics = Topics.Safety | Topics.Service;

    public async Task RecordAsync(IReadOnlyCollection<Finding> findings, CancellationToken cancellationToken)
    {
        var news = new Dictionary<string, News>();
        foreach (var finding in findings)
        {
            var known = news.GetValueOrDefault(finding.Address);
            news[finding.Address] = finding.Class switch
            {
                null => known with { ReachedAt = Later(known.ReachedAt, finding.At) },
                FailureClass.PersonUnreachable => known with { FailedAt = [.. known.FailedAt ?? [], finding.At] },
                FailureClass.OptedOut => known with { OptedOutAt = Later(known.OptedOutAt, finding.At) },
                _ => known,
            };
        }

        var reached = news.Where(one => one.Value.OnlyReached).Select(one => one.Key).ToHashSet();
        reached.ExceptWith(await people.UnreachableOfAsync(reached, cancellationToken));
        foreach (var address in reached)
            news.Remove(address);
        var concerned = news.Where(one => !one.Value.IsNone).Select(one => one.Key).ToList();
        if (concerned.Count > 0)
            await seating.ChangePeopleAsync(concerned, (who, person) => Note(news[who], person), cancellationToken);
    }

    private Person? Note(News news, Person? person)
    {
        if (person is null)
            return null;
        foreach (var failed in (news.FailedAt ?? []).Order())
        {
            if (IsNews(failed, person.UnreachableSince))
                person = person with { UnreachableSince = failed };
        }

        if (news.ReachedAt >= person.UnreachableSince)
            person = person with { UnreachableSince = null };
        return news.OptedOutAt is not { } at ? person
            : Consents.Hear(person, new(OptOutTopics, false, OptOutSource, at), time.GetUtcNow());
    }

    /// <summary>The first failure counts, and from the date of the new try on, the first after that.</summary>
    private bool IsNews(DateTimeOffset failed, DateTimeOffset? since)
    {
        var recheck = whatsApp.Value.UnreachableRecheck;
        return since is not { } known || failed >= known + recheck || (failed < known && failed > known - recheck);
    }

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset at) => known > at ? known.Value : at;

    private readonly record struct News(
        DateTimeOffset? ReachedAt, IReadOnlyList<DateTimeOffset>? FailedAt, DateTimeOffset? OptedOutAt)
    {
        public bool IsNone => ReachedAt is null && FailedAt is null && OptedOutAt is null;

        public bool OnlyReached => ReachedAt is not null && FailedAt is null && OptedOutAt is null;
    }
}
