using System.Text.Json.Serialization;

namespace Samvad.Tracking;

/// <summary>
/// How many people are where. Audience = Queued + Sent + the failed + the skipped; the Held are among the Queued,
/// Delivered among the Sent, Read among the Delivered. Always counted from the deliveries, never added to by events.
/// </summary>
public sealed class Counts
{
    public int Audience { get; set; }
    public int Queued { get; set; }
    public int Sent { get; set; }
    public int Delivered { get; set; }
    public int Read { get; set; }

    /// <summary>Of the Queued those that wait for something, by reason of <see cref="HoldReason"/>.</summary>
    public SortedDictionary<string, int> Held { get; init; } = [];

    /// <summary>By code of the failure table.</summary>
    public SortedDictionary<string, int> Failed { get; init; } = [];

    /// <summary>By reason of <see cref="SkipReason"/>.</summary>
    public SortedDictionary<string, int> Skipped { get; init; } = [];

    public static Counts Of(IEnumerable<Delivery> deliveries)
    {
        var counts = new Counts();
        foreach (var delivery in deliveries)
        {
            counts.Audience++;
            switch (delivery.Status)
            {
                case DeliveryStatus.Queued:
                    counts.Queued++;
                    if (delivery.Code is { } reason)
                        Add(counts.Held, reason, 1);
                    break;
                case DeliveryStatus.Failed:
                    Add(counts.Failed, delivery.Code ?? "unknown", 1);
                    break;
                case DeliveryStatus.Skipped:
                    Add(counts.Skipped, delivery.Code ?? "unknown", 1);
                    break;
                default:
                    counts.Sent++;
                    counts.Delivered += delivery.Status >= DeliveryStatus.Delivered ? 1 : 0;
                    counts.Read += delivery.Status == DeliveryStatus.Read ? 1 : 0;
                    break;
            }
        }

        return counts;
    }

    /// <summary>Adds the counts of other people.</summary>
    public void Include(Counts others)
    {
        Audience += others.Audience;
        Queued += others.Queued;
        Sent += others.Sent;
        Delivered += others.Delivered;
        Read += others.Read;
        foreach (var (reason, count) in others.Held)
            Add(Held, reason, count);
        foreach (var (code, count) in others.Failed)
            Add(Failed, code, count);
        foreach (var (reason, count) in others.Skipped)
            Add(Skipped, reason, count);
    }

    private static void Add(SortedDictionary<string, int> counts, string key, int count) =>
        counts[key] = counts.GetValueOrDefault(key) + count;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(List<Delivery>))]
[JsonSerializable(typeof(Counts))]
internal sealed partial class LedgerJson : JsonSerializerContext;
