using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Intake.Formats;
using Samvad.Outages;

namespace Samvad.Intake;

/// <summary>Whoever belongs to an office reports what is out there, and touches no outage of others.</summary>
public sealed class OutageReach(
    OfficeScopes scopes, AffectedOffices affected, OutageStore outages, CapChains chains)
{
    internal async Task CheckAsync(HttpRequest request, Batch batch, CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (scope.IsEverywhere || batch.Faults.Count > 0)
            return;
        foreach (var (index, report, _, _) in await chains.FollowAsync(batch.Taken, keep: false, cancellationToken))
        {
            if (!scope.Covers(await affected.OfAsync(report.Affected, cancellationToken)))
            {
                batch.Faults.Add(
                    index, "", null, "office",
                    "Only what lies below your own offices: offices, feeders, transformers and consumer numbers that people there have.");
            }
            else if (await outages.FindAsync(report.Source, report.ExternalId, cancellationToken) is { } known
                && !scope.Covers(await affected.OfAsync(known.Report.Affected, cancellationToken)))
            {
                batch.Faults.Add(index, "externalId", report.ExternalId, "office", "An outage of your own offices; this id is another's.");
            }
        }
    }
}
