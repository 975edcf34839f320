using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Samvad.Tests.LongestFirst))]

namespace Samvad.Tests;

/// <summary>What takes minutes begins first, so that nothing long is left to run by itself at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Pipeline.OrderTests), nameof(Pipeline.ChaosTests), nameof(Pipeline.MoveTests), nameof(Pipeline.MoveUnderKillsTests),
        nameof(Page.PageHost),
        nameof(Announcements.Schedules.YearTests), nameof(Pipeline.ControlSequencesTests), nameof(Dialogue.KilledHostTests),
        nameof(Tickets.TicketCrashTests), nameof(Announcements.DryRuns.DryRunPropertyTests), nameof(Outages.OutageLifecycleTests),
        nameof(Consumers.ImportCrashTests), nameof(Privacy.ErasureTests), nameof(Outages.OutageCrashTests), nameof(Api.AnswersTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => RankOf(collection.TestCollectionDisplayName)).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int RankOf(string collection)
    {
        var rank = Array.FindIndex(Long, name => collection.Contains(name, StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
