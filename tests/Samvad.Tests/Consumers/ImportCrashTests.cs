using CsCheck;
using Samvad.Consumers;

namespace Samvad.Tests.Consumers;

public sealed class ImportCrashTests(AzuriteFixture azurite)
{
    private static readonly string Before =
        Some.MembersHeader + Some.Row("A", 1, 1) + Some.Row("A", 2, 2) + Some.Row("B", 1, 3) + Some.Row("B", 2, 1);

    // Moves people between seats, feeders and languages; repeats one; rejects one.
    private static readonly string After =
        Some.MembersHeader + Some.Row("A", 1, 4, feeder: "F-2") + Some.Row("A", 2, 2, "hi")
            + Some.Row("A", 3, 3, outage: "no", date: "2026-07-01")
        + Some.Row("NONE", 1, 5) + Some.Row("B", 2, 6) + Some.Row("B", 3, 2, "hi", feeder: "F-3") + Some.Row("B", 1, 3);

    [Fact]
    public async Task An_import_killed_before_any_of_its_writes_ends_in_the_same_state()
    {
        var crash = new CrashAfter();
        await using var whole = await Register.Create(azurite, chunkRows: 3, crash).WithGroupsAsync();
        await whole.ImportAsync(Before);
        crash.Arm(int.MaxValue - 1);
        var expectedImport = await whole.ImportAsync(After);
        var expected = await Snapshot.OfAsync(whole, revisions: false);
        Assert.InRange(crash.Writes, 8, 200);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, crash.Writes), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (writes, _) =>
            {
                var (state, import) = await CrashedAsync([writes]);
                Assert.Equal(expected, state);
                Assert.Equal(
                    (expectedImport.Status, expectedImport.Read, expectedImport.Accepted, expectedImport.Rejected),
                    (import.Status, import.Read, import.Accepted, import.Rejected));
            });
        await Gen.Int[0, 12].Array[2, 5].SampleAsync(
            async kills => Assert.Equal(expected, (await CrashedAsync(kills)).State), iter: 4, threads: 2);
    }

    private async Task<(string State, Import Import)> CrashedAsync(int[] kills)
    {
        var crash = new CrashAfter();
        await using var register = await Register.Create(azurite, chunkRows: 3, crash).WithGroupsAsync();
        await register.ImportAsync(Before);
        var id = await register.AcceptAsync(System.Text.Encoding.UTF8.GetBytes(After));
        foreach (var writes in kills)
        {
            crash.Arm(writes);
            try
            {
                await register.Get<ImportRun>().RunAsync(id, default);
            }
            catch (OperationCanceledException)
            {
            }
        }

        crash.Arm(int.MaxValue - 1);
        await register.Get<ImportRun>().RunAsync(id, default);
        Assert.Equal("A", Assert.Single(await register.Groups.ByAssetsAsync(["F-2"], default)).Id);
        Assert.Equal("B", Assert.Single(await register.Groups.ByAssetsAsync(["F-3"], default)).Id);
        return (await Snapshot.OfAsync(register, revisions: false), (await register.Log.FindAsync(id, default))!);
    }
}
