using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>A delivery as an operator sees it.</summary>
/// <param name="Person">The address, masked but for the last two digits.</param>
/// <param name="Reason">What the code means and what to do about it.</param>
public sealed record DeliveryView(
    string Group,
    string Member,
    string Person,
    string Language,
    string Status,
    string? Code,
    string? Reason,
    int Attempts,
    string? MessageId,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? StatusAt);

/// <summary>The deliveries of an announcement, group by group.</summary>
public sealed class DeliveryList(Ledger ledger, Progress progress)
{
    /// <summary>Deliveries after which an answer ends with the group in hand.</summary>
    private const int AnswerSize = 500;

    /// <param name="isSeen">Which groups the caller sees; null for all.</param>
    /// <param name="continuation">The group with which to go on.</param>
    public async Task<(IReadOnlyList<DeliveryView> Deliveries, string? Continuation)> ReadAsync(
        string announcement, string? group, DeliveryStatus? status, string? continuation, Func<string, bool>? isSeen,
        CancellationToken cancellationToken)
    {
        var groups = group is not null
            ? [group]
            : (await progress.ReadAsync(announcement, cancellationToken))
                .Select(row => row.Group)
                .Where(id => continuation is null || string.CompareOrdinal(id, continuation) >= 0)
                .Order(StringComparer.Ordinal)
                .ToArray();
        if (isSeen is not null)
            groups = [.. groups.Where(isSeen)];
        var found = new List<DeliveryView>();
        foreach (var id in groups)
        {
            if (found.Count >= AnswerSize)
                return (found, id);
            foreach (var page in await ledger.ReadAsync(announcement, id, cancellationToken))
            {
                found.AddRange(page.Deliveries
                    .Where(delivery => status is null || delivery.Status == status)
                    .Select(delivery => View(id, delivery)));
            }
        }

        return (found, null);
    }

    /// <summary>All but the last two characters hidden.</summary>
    public static string Mask(string address) => address.Length <= 2
        ? "**"
        : new string('*', address.Length - 2) + address[^2..];

    private static DeliveryView View(string group, Delivery delivery) => new(
        group,
        delivery.Member,
        Mask(delivery.Address),
        delivery.Language,
        delivery.Status.ToString().ToLowerInvariant(),
        delivery.Code,
        delivery is { Status: DeliveryStatus.Failed, Code: { } code } ? FailureTable.Of(code).Sentence : null,
        delivery.Attempts,
        delivery.MessageId,
        Time(delivery.AcceptedAt),
        Time(delivery.StatusAt));

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
