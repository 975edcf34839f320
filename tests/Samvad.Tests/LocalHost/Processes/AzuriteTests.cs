using System.Diagnostics;
using Azure.Data.Tables;
using Samvad.LocalHost.Processes;

namespace Samvad.Tests.LocalHost.Processes;

public class AzuriteTests
{
    [Fact]
    public async Task A_living_one_is_adopted_with_its_tables_and_stops_when_asked()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var token = TestContext.Current.CancellationToken;
        var first = await new Azurite(folder).EnsureAsync(token);
        await new TableServiceClient(Azurite.ConnectionString(first)).CreateTableIfNotExistsAsync("kept", token);

        var second = await new Azurite(folder).EnsureAsync(token);
        Assert.Equal(first.Pid, second.Pid);
        Assert.Equal(first.Ports, second.Ports);

        var stopping = Stopwatch.StartNew();
        await new Azurite(folder).StopAsync(token);
        Assert.False(first.IsAlive());
        Assert.False(File.Exists(Path.Combine(folder, "azurite.json")));
        Assert.True(stopping.Elapsed < TimeSpan.FromSeconds(9), $"Stopping took {stopping.Elapsed}.");

        var third = await new Azurite(folder).EnsureAsync(token);
        Assert.NotEqual(first.Pid, third.Pid);
        await foreach (var table in new TableServiceClient(Azurite.ConnectionString(third)).QueryAsync(cancellationToken: token))
            Assert.Equal("kept", table.Name);
        await new Azurite(folder).StopAsync(token);
    }

    [Fact]
    public async Task Two_starts_at_once_make_one_process()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var token = TestContext.Current.CancellationToken;
        var both = await Task.WhenAll(new Azurite(folder).EnsureAsync(token), new Azurite(folder).EnsureAsync(token));
        await new Azurite(folder).StopAsync(token);
        Assert.Equal(both[0].Pid, both[1].Pid);
    }

    [Fact]
    public void A_record_of_another_process_with_the_same_id_is_not_alive()
    {
        using var own = Process.GetCurrentProcess();
        var record = ChildRecord.Of(own.Id, new Dictionary<string, int>());
        Assert.True(record.IsAlive());
        Assert.False((record with { StartedAt = record.StartedAt.AddMinutes(-5) }).IsAlive());
    }
}
