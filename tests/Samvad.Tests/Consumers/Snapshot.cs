using System.Text.Json;

namespace Samvad.Tests.Consumers;

/// <summary>All that a register holds of groups, members and people, as text to compare.</summary>
internal static class Snapshot
{
    public static async Task<string> OfAsync(Register register, bool revisions = true)
    {
        var lines = new List<string>();
        var addresses = new HashSet<string>();
        foreach (var group in await register.Groups.AllAsync(default))
        {
            lines.Add(group.ToString());
            foreach (var member in await register.Members.ReadAsync(group.Id, default))
            {
                addresses.Add(member.Address);
                lines.Add(JsonSerializer.Serialize(member with { Revision = revisions ? member.Revision : 0 }));
            }
        }

        addresses.UnionWith(Enumerable.Range(1, 12).Select(Some.Address));
        foreach (var person in (await register.People.FindAsync(addresses, default))
            .Values.OrderBy(person => person.Address, StringComparer.Ordinal))
        {
            var seats = person.Seats.OrderBy(seat => seat.Group + seat.Member, StringComparer.Ordinal).ToList();
            lines.Add(
                JsonSerializer.Serialize(person with { Seats = seats, Revision = revisions ? person.Revision : 0 }));
        }

        return string.Join('\n', lines);
    }
}
