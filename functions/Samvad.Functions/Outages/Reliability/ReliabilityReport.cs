using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>The indices of a month, of one office with all below it and of each office or feeder in it.</summary>
public sealed class ReliabilityReport(
    OutageBook book, ConnectedConsumers connected, Offices offices, IOptions<ReliabilityOptions> options, TimeProvider time)
{
    /// <param name="office">Null for all offices.</param>
    /// <param name="scope">Whose consumers count.</param>
    /// <param name="byFeeder">Lines for feeders instead of offices.</param>
    public async Task<IReadOnlyList<ReliabilityIndices>> OfMonthAsync(
        DateOnly month, string? office, OfficeScope scope, bool byFeeder, CancellationToken cancellationToken)
    {
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var within = scope.Of(office is null ? null : tree.Subtree(office));
        var connections = (await connected.ReadAsync(cancellationToken)).All
            .Where(connection => within is null || within.Contains(connection.Office)).ToList();
        var whole = new ReliabilitySum(office ?? "", null, connections.Sum(connection => connection.Consumers));
        var lines = connections.GroupBy(connection => Line(connection.Office, connection.Feeder))
            .ToDictionary(line => line.Key, line => new ReliabilitySum(
                line.Key.Office, line.Key.Feeder, line.Sum(connection => connection.Consumers)));
        var now = time.GetUtcNow();
        await foreach (var (_, interruption) in book.ReadAsync(month, null, cancellationToken))
        {
            var here = interruption.Parts.Where(part => within is null || within.Contains(part.Office)).ToList();
            whole.Add(interruption, here, options.Value.Momentary, now);
            foreach (var part in here.GroupBy(part => Line(part.Office, part.Feeder)))
                lines.GetValueOrDefault(part.Key)?.Add(interruption, part, options.Value.Momentary, now);
        }

        return [.. lines.OrderBy(line => line.Key).Select(line => line.Value).Prepend(whole)
            .Select(sum => sum.Indices).OfType<ReliabilityIndices>()];

        (string Office, string? Feeder) Line(string of, string? feeder) => byFeeder ? ("", feeder ?? "") : (of, null);
    }
}
