namespace Samvad.LocalHost.Processes;

/// <summary>The table and blob store of one data directory: Azurite, a process of its own.</summary>
internal sealed class Azurite(string dataDirectory)
{
    // Documented at https://learn.microsoft.com/azure/storage/common/storage-connect-azurite; not a secret.
    private const string Account = "devstoreaccount1";

    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly Companion _companion = new(dataDirectory, "azurite");

    public async Task<ChildRecord> EnsureAsync(CancellationToken cancellationToken)
    {
        var script = await AzuriteInstall.EnsureAsync(cancellationToken);
        return await _companion.EnsureAsync(
            () =>
            {
                var ports = Ports.Free(3);
                return new Dictionary<string, int> { ["blob"] = ports[0], ["queue"] = ports[1], ["table"] = ports[2] };
            },
            ports => Command(script, ports),
            cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _companion.StopAsync(cancellationToken);

    public static string ConnectionString(ChildRecord record) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" + string.Concat(
            record.Ports.Select(port =>
                $"{char.ToUpperInvariant(port.Key[0])}{port.Key[1..]}Endpoint=http://127.0.0.1:{port.Value}/{Account};"));

    // The whole store is in node's memory: 8 GiB of heap hold the largest tables of one machine. It yields to those who
    // send: a message has its instant, which is asked for well ahead, and a write has none.
    private List<string> Command(string script, IReadOnlyDictionary<string, int> ports)
    {
        List<string> command = ["nice", "-n", "5", "node", "--max-old-space-size=8192", "--require", AzuriteInstall.AppendChanges, script];
        foreach (var (name, port) in ports)
            command.AddRange([$"--{name}Host", "127.0.0.1", $"--{name}Port", $"{port}"]);
        return
        [
            .. command, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--location", Path.Combine(dataDirectory, "azurite"),
        ];
    }
}
