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
    public async Task What_was_written_a_moment_before_it_is_killed_is_there_again()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var token = TestContext.Current.CancellationToken;
        var table = await TableAsync(folder);
        for (var i = 0; i < 300; i++)
            await table.UpsertEntityAsync(new TableEntity("p", $"{i}") { ["Round"] = 1 }, cancellationToken: token);
        await table.UpsertEntityAsync(new TableEntity("p", "7") { ["Round"] = 2 }, cancellationToken: token);
        await table.DeleteEntityAsync("p", "8", cancellationToken: token);
        await WrittenAsync(folder, "[\"delete\"");
        await KillAsync(folder);
        // As by a kill in the middle of a save.
        await File.AppendAllTextAsync(Log(folder), "[[\"delete\",\"devst", token);

        for (var start = 0; start < 2; start++)
        {
            var rows = await (await TableAsync(folder)).QueryAsync<TableEntity>(cancellationToken: token).ToListAsync(token);
            Assert.Equal(299, rows.Count);
            Assert.Equal("7", Assert.Single(rows, row => row.GetInt32("Round") == 2).RowKey);
            await new Azurite(folder).StopAsync(token);
        }
    }

    [Fact]
    public async Task Tables_that_Azurite_wrote_by_itself_are_taken_over()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var token = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(Path.Combine(folder, "azurite"));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "azurite", "__azurite_db_table__.json"),
            """
            {"filename":"x","collections":[
              {"name":"$TABLES_COLLECTION$","data":[{"account":"devstoreaccount1","table":"Rows","meta":{},"$loki":1}],"idIndex":[1],
                "binaryIndices":{"account":{"name":"account","dirty":false,"values":[0]},"table":{"name":"table","dirty":false,"values":[0]}},
                "uniqueNames":[],"maxId":1,"DynamicViews":[]},
              {"name":"devstoreaccount1$Rows","data":[{"PartitionKey":"p","RowKey":"r","properties":{"Round":1},
                  "lastModifiedTime":"2026-11-25T09:00:00.0000000Z","eTag":"W/\"1\"","meta":{},"$loki":1}],"idIndex":[1],
                "binaryIndices":{"PartitionKey":{"name":"PartitionKey","dirty":false,"values":[0]},"RowKey":{"name":"RowKey","dirty":false,"values":[0]}},
                "uniqueNames":[],"maxId":1,"DynamicViews":[]}],
              "databaseVersion":1.5,"engineVersion":1.5}
            """,
            token);
        var row = await (await TableAsync(folder)).GetEntityAsync<TableEntity>("p", "r", cancellationToken: token);
        Assert.Equal(1, row.Value.GetInt32("Round"));
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

    private static string Log(string folder) => Path.Combine(folder, "azurite", "__azurite_db_table__.json");

    private static async Task<TableClient> TableAsync(string folder)
    {
        var record = await new Azurite(folder).EnsureAsync(TestContext.Current.CancellationToken);
        var table = new TableServiceClient(Azurite.ConnectionString(record)).GetTableClient("Rows");
        await table.CreateIfNotExistsAsync(TestContext.Current.CancellationToken);
        return table;
    }

    private static async Task WrittenAsync(string folder, string text)
    {
        var waited = Stopwatch.StartNew();
        while (!(await File.ReadAllTextAsync(Log(folder))).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "Nothing is written out.");
            await Task.Delay(20);
        }
    }

    private static async Task KillAsync(string folder)
    {
        using var process = Process.GetProcessById(ChildRecord.Read(Path.Combine(folder, "azurite.json"))!.Pid);
        process.Kill();
        await process.WaitForExitAsync();
    }
}
