using Microsoft.Extensions.Options;
using Samvad.Consumers;

namespace Samvad.Dialogue;

/// <summary>Finds where people have supply.</summary>
public sealed class Connections(Groups groups, MemberPages members, Offices offices, IOptions<DialogueOptions> options)
{
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
        if (await groups.FindAsync(id, cancellationToken) is not { } group)
            return [];
        var tree = await offices.ReadTreeAsync(cancellationToken);
        IReadOnlyList<string> above = [group.Office, .. tree.Parents(group.Office).Select(office => office.Code)];
        return (await members.ReadAsync(id, cancellationToken)).Where(wanted)
            .Select(member => new Connection(id, above, member.ConsumerNumber, member.Feeder, member.Transformer)).ToList();
    }
}
