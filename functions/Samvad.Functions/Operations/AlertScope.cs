using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.WhatsApp.Channels;

namespace Samvad.Operations;

/// <summary>Which alerts a caller sees: those about the own offices, and the channels that serve them.</summary>
public sealed class AlertScope(
    OfficeScopes scopes, AffectedOffices affected, Offices offices, OutageStore outages, ChannelStore channels)
{
    public async Task<IReadOnlyList<Alert>> SeenAsync(
        HttpRequest request, IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (scope.IsEverywhere)
            return alerts;
        var seen = new List<Alert>();
        foreach (var alert in alerts)
        {
            if (await IsSeenAsync(alert, scope, cancellationToken))
                seen.Add(alert);
        }

        return seen;
    }

    /// <summary>A kind that is not named here has no office, and is for those who see all.</summary>
    private async Task<bool> IsSeenAsync(Alert alert, OfficeScope scope, CancellationToken cancellationToken) => alert.Kind switch
    {
        "ticket-unheard" => scope.Contains(alert.Subject),
        "outage-predicted" => scope.Touches(
            await affected.OfAsync(Affected.Nothing with { Transformers = [alert.Subject] }, cancellationToken)),
        EngineerAlert.Kind => await outages.FindAsync(alert.Subject, cancellationToken) is { } outage
            && scope.Touches(await affected.OfAsync(outage.Report.Affected, cancellationToken)),
        "channel-stopped" => await channels.FindAsync(alert.Subject, cancellationToken) is { } channel
            && channel.Serves(scope, await offices.ReadTreeAsync(cancellationToken)),
        _ => false,
    };
}
