using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Samvad.LocalHost.Processes;
using Samvad.Tests;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace Samvad.Tests;

/// <summary>A table and blob store for the tests: Azurite in memory, on free ports, ended with the tests.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    // Azurite's published development account; it opens nothing but a local store.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private Process? _process;

    public string ConnectionString { get; private set; } = "";

    public TableServiceClient Tables => new(ConnectionString);

    public BlobServiceClient Blobs => new(ConnectionString);

    public async ValueTask InitializeAsync()
    {
        var script = await AzuriteInstall.EnsureAsync(CancellationToken.None);
        var ports = Ports.Free(2);
        var (blob, table) = (ports[0], ports[1]);
        ConnectionString =
            $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={Key};"
            + $"BlobEndpoint=http://127.0.0.1:{blob}/devstoreaccount1;TableEndpoint=http://127.0.0.1:{table}/devstoreaccount1;";
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            script, "--inMemoryPersistence", "--silent",
            "--skipApiVersionCheck", "--disableTelemetry", "--blobPort", $"{blob}", "--tablePort", $"{table}", "--queuePort", "0",
        })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Tables.GetPropertiesAsync();
                return;
            }
            catch (Exception) when (attempt < 20)
            {
                await Task.Delay(200);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
