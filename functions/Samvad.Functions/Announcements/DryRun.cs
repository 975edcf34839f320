using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>Whom an announcement would be told, and in which words.</summary>
/// <param name="People">Who would get a message.</param>
/// <param name="Skipped">Who would not, by the reason.</param>
/// <param name="Languages">The people by their language.</param>
/// <param name="Texts">The message in each language, as somebody of the first group would read it.</param>
public sealed record DryRunResult(
    string Template,
    DateTimeOffset ExpiresAt,
    int Groups,
    int People,
    IReadOnlyDictionary<string, int> Skipped,
    IReadOnlyDictionary<string, int> Languages,
    IReadOnlyDictionary<string, string> Texts);

/// <summary>
/// Does for an announcement what planning and fan-out would do up to the sending, and sends nothing. A group is read at a
/// time; of the people only those of several groups are remembered.
/// </summary>
public sealed class DryRun(
    AudienceGroups audience, Shards shards, MemberPages members, TemplateCatalogue catalogue, TimeProvider time)
{
    private const int AtOnce = 4;

    public async Task<DryRunResult> OfAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        var groups = await audience.OfAsync(announcement.Audience, cancellationToken);
        var queued = await shards.OfAsync(announcement, groups, 0, cancellationToken);
        var counts = new Tally();
        await Parallel.ForEachAsync(
            queued,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (shard, token) => counts.Add(
                Audience.Of(announcement, shard, await members.ReadAsync(shard.Group, token), time.GetUtcNow())));
        return new DryRunResult(
            announcement.Template, announcement.ExpiresAt, groups.Count, counts.People, counts.Skipped, counts.Languages,
            Texts(announcement, queued.FirstOrDefault()?.Place));
    }

    private Dictionary<string, string> Texts(Announcement announcement, Names? place) => announcement.Values.ToDictionary(
        values => values.Key,
        values => catalogue[announcement.Template].Render(
            values.Key, [.. values.Value.Select(value => value ?? place?.In(values.Key) ?? "…")]));

    private sealed class Tally
    {
        private readonly HashSet<string> _seen = [];
        private readonly Lock _gate = new();

        public int People { get; private set; }
        public SortedDictionary<string, int> Skipped { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, int> Languages { get; } = new(StringComparer.Ordinal);

        public void Add(IReadOnlyList<(Delivery Delivery, bool Shared)> group)
        {
            lock (_gate)
            {
                // Somebody of several groups is told in one of them.
                foreach (var (delivery, shared) in group)
                {
                    if (!shared || _seen.Add(delivery.Address))
                        Add(delivery);
                }
            }
        }

        private void Add(Delivery delivery)
        {
            if (delivery.Status == DeliveryStatus.Skipped)
            {
                Skipped[delivery.Code!] = Skipped.GetValueOrDefault(delivery.Code!) + 1;
                return;
            }

            People++;
            Languages[delivery.Language] = Languages.GetValueOrDefault(delivery.Language) + 1;
        }
    }
}
