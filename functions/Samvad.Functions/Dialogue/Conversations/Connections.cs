using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samvad.Consumers;

namespace Samvad.Dialogue;

/// <summary>Finds where people have supply.</summary>
public sealed class Connections(
    Groups groups, MemberPages members, Offices offices, IOptions<DialogueOptions> options, TimeProvider time)
{
    /// <summary>When the people of a feeder write at once, their groups are read once.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);
    private const int MostKept = 200;
    private readonly ConcurrentDictionary<string, (Seated? Seated, long At)> _kept = new();

    public async Task<IReadOnlyList<Connection>> OfAsync(Person? person, CancellationToken cancellationToken)
    {
        var found = new List<Connection>();
        foreach (var seat in person?.Seats ?? [])
            found.AddRange(await InAsync(seat.Group, member => member.Id == seat.Member, cancellationToken));
        return found.DistinctBy(one => one.ConsumerNumber ?? one.Group).ToList();
    }

    /// <summary>The connection of a consumer number, whoever's it is.</summary>
    public async Task<Connection?> FindAsync(string consumerNumber, CancellationToken cancellationToken)
    {
        foreach (var group in await groups.ByConsumerNumbersAsync([consumerNumber], cancellationToken))
        {
            var found = await InAsync(group.Id, member => member.ConsumerNumber == consumerNumber, cancellationToken);
            if (found.Count > 0)
                return found[0];
        }

        return null;
    }

    /// <summary>The office that a place names, else that of the settings, else the top of the tree.</summary>
    public async Task<string> OfficeOfAsync(string place, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var words = Words.Of(place).ToHashSet();
        return tree.All.Where(office => Names(office, words)).OrderByDescending(office => office.Level).FirstOrDefault()?.Code
            ?? options.Value.DefaultOffice
            ?? tree.All.OrderBy(office => office.Level).ThenBy(office => office.Code).FirstOrDefault()?.Code
            ?? "";
    }

    private static bool Names(Office office, HashSet<string> words) => new[] { office.Name.Mr, office.Name.Hi, office.Name.En }
        .Any(name => Words.Of(name) is { Count: > 0 } own && own.All(words.Contains));

    private async Task<List<Connection>> InAsync(string id, Func<Member, bool> wanted, CancellationToken cancellationToken)
    {
        var found = Connections(await SeatedAsync(id, kept: true, cancellationToken));
        // Who was seated a moment ago is not left without a connection.
        return found.Count > 0 ? found : Connections(await SeatedAsync(id, kept: false, cancellationToken));

        List<Connection> Connections(Seated? seated) =>
        [
            .. (seated?.Members ?? []).Where(wanted).Select(member =>
                new Connection(id, seated!.Offices, member.ConsumerNumber, member.Feeder, member.Transformer)),
        ];
    }

    private async Task<Seated?> SeatedAsync(string id, bool kept, CancellationToken cancellationToken)
    {
        if (kept && _kept.TryGetValue(id, out var known) && time.GetElapsedTime(known.At) < Age)
            return known.Seated;
        var at = time.GetTimestamp();
        Seated? seated = null;
        if (await groups.FindAsync(id, cancellationToken) is { } group)
        {
            var tree = await offices.ReadTreeAsync(cancellationToken);
            seated = new(
                [group.Office, .. tree.Parents(group.Office).Select(office => office.Code)],
                await members.ReadAsync(id, cancellationToken));
        }

        if (_kept.Count >= MostKept)
            _kept.Clear();
        _kept[id] = (seated, at);
        return seated;
    }

    /// <summary>A group as it was a moment ago.</summary>
    private sealed record Seated(IReadOnlyList<string> Offices, IReadOnlyList<Member> Members);
}
