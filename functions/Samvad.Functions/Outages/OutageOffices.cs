using Samvad.Consumers;

namespace Samvad.Outages;

/// <summary>At which office an outage counts.</summary>
public sealed class OutageOffices(Groups groups)
{
    /// <returns>The office that is named, else the one with most of the groups that are hit; null where nobody is.</returns>
    public async Task<string?> OfAsync(Affected affected, CancellationToken cancellationToken)
    {
        if (affected.Offices is [var named, ..])
            return named;
        var assets = affected.Feeders.Concat(affected.Transformers).ToArray();
        var hit = assets.Length > 0
            ? await groups.ByAssetsAsync(assets, cancellationToken)
            : await groups.ByConsumerNumbersAsync(affected.ConsumerNumbers, cancellationToken);
        return hit.CountBy(group => group.Office)
            .OrderByDescending(office => office.Value).ThenBy(office => office.Key, StringComparer.Ordinal)
            .Select(office => office.Key)
            .FirstOrDefault();
    }
}
