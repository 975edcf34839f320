using Azure.Data.Tables;
using Samvad.Intake.Formats;
using Samvad.Storage;

namespace Samvad.Intake;

/// <summary>
/// To which outage a CAP message belongs whose sender refers only to the message before, and that one to the one before
/// it: every message that refers to others is kept with the outage that it was found to belong to.
/// </summary>
public sealed class CapChains(SamvadTables tables)
{
    private const string Root = "Root";

    /// <summary>What was taken, each with the outage at the beginning of its chain.</summary>
    /// <param name="keep">Whether later messages may refer to these; not in a dry run.</param>
    internal async Task<IReadOnlyList<Taken>> FollowAsync(
        IReadOnlyList<Taken> taken, bool keep, CancellationToken cancellationToken)
    {
        if (!taken.Any(one => one.Message is not null))
            return taken;
        var here = new Dictionary<string, string>();
        var followed = new List<Taken>(taken.Count);
        foreach (var one in taken)
        {
            if (one.Message is not { } message)
            {
                followed.Add(one);
                continue;
            }

            var report = one.Report;
            var before = $"{report.Source}~{report.ExternalId}";
            if ((here.GetValueOrDefault(before) ?? await FindAsync(before, cancellationToken)) is { } root)
                report = report with { ExternalId = root };
            var own = $"{report.Source}~{message}";
            here[own] = report.ExternalId;
            if (keep)
            {
                var row = new TableEntity(own, own) { [Root] = report.ExternalId };
                await tables.CapMessages.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
            }

            followed.Add(one with { Report = report });
        }

        return followed;
    }

    private async Task<string?> FindAsync(string message, CancellationToken cancellationToken)
    {
        var row = await tables.CapMessages.GetEntityIfExistsAsync<TableEntity>(message, message, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString(Root) : null;
    }
}
