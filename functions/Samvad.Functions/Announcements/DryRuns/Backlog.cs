using Samvad.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp.Channels;

namespace Samvad.Announcements.DryRuns;

/// <summary>What is queued for each channel: the people of open announcements that are not final yet.</summary>
public sealed class Backlog(AnnouncementStore announcements, Progress progress, Groups groups, ChannelMap map)
{
    private const int PageSize = 200;

    public async Task<IReadOnlyDictionary<string, int>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var queued = new Dictionary<string, int>();
        Dictionary<string, Group>? known = null;
        string? next = null;
        do
        {
            (var headers, next) = await announcements.ListAsync(PageSize, next, cancellationToken);
            foreach (var header in headers.Where(header => IsUnderWay(header, now)))
            {
                known ??= (await groups.AllAsync(cancellationToken)).ToDictionary(group => group.Id);
                await AddAsync(header, known, queued, cancellationToken);
            }

            // Nothing lives longer than 30 days.
            if (headers is [.., var last] && last.Announcement.CreatedAt < now - TimeSpan.FromDays(30))
                break;
        }
        while (next is not null);
        return queued;
    }

    private static bool IsUnderWay(AnnouncementHeader header, DateTimeOffset now) =>
        header.State == AnnouncementState.Planned && !header.Control.Holds
        && header.Control.State != ControlState.Cancelled && header.Control.SupersededBy is null
        && header.Announcement.ExpiresAt > now;

    private async Task AddAsync(
        AnnouncementHeader header, Dictionary<string, Group> known, Dictionary<string, int> queued, CancellationToken cancellationToken)
    {
        foreach (var row in await progress.ReadAsync(header.Announcement.Id, cancellationToken))
        {
            var left = row.Counts?.Queued ?? row.Expected;
            if (left > 0 && known.TryGetValue(row.Group, out var group)
                && await map.ForAsync(group.Office, group.Id, cancellationToken) is { } channel)
            {
                queued[channel.Id] = queued.GetValueOrDefault(channel.Id) + left;
            }
        }
    }
}
