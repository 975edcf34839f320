using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Samvad.LocalHost.Processes;

/// <summary>Installs the pinned Azurite, once for a user: in a folder of its own for each lock file.</summary>
internal static class AzuriteInstall
{
    private const string Missing = "Node.js 20 or newer is needed for the local table store (Azurite): "
        + "install it from https://nodejs.org so that 'node' and 'npm' are on the PATH.";

    private static readonly string Pinned = Path.Combine(AppContext.BaseDirectory, "azurite");
    private static readonly string Folder = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create)
            is { Length: > 0 } own ? own : Path.GetTempPath(),
        "samvad",
        "azurite-" + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Pinned, "package-lock.json"))))[..12]);

    /// <summary>Loaded into Azurite, so that it writes what changed and not everything.</summary>
    public static readonly string AppendChanges = Path.Combine(Pinned, "append-changes.cjs");

    private static readonly string Script =
        Path.Combine(Folder, "node_modules", "azurite", "dist", "src", "azurite.js");

    // Written when npm is through, so that a killed one leaves no half of an installation behind.
    private static readonly string Done = Path.Combine(Folder, "node_modules", ".installed");

    /// <summary>Returns the path of the script to be run by node.</summary>
    /// <exception cref="CommandException">Node or npm is missing, or npm failed.</exception>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var (_, version) = await RunAsync("node", ["--version"], cancellationToken);
        if (!int.TryParse(version.Trim().TrimStart('v').Split('.')[0], out var major) || major < 20)
            throw new CommandException($"{Missing} Found: {version.Trim()}.");
        if (File.Exists(Done))
            return Script;
        using var _ = await FileGate.EnterAsync(Path.Combine(Folder, "installing"), cancellationToken);
        if (File.Exists(Done))
            return Script;
        await Console.Error.WriteLineAsync("Installing Azurite (once) ...");
        foreach (var file in Directory.EnumerateFiles(Pinned))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)), overwrite: true);
        var (code, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], cancellationToken);
        if (code != 0)
            throw new CommandException($"'npm ci' in {Folder} failed with code {code}:\n{output}");
        await File.WriteAllTextAsync(Done, "", cancellationToken);
        return Script;
    }

    private static async Task<(int Code, string Output)> RunAsync(
        string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken) + await errors;
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, output);
        }
        catch (Win32Exception)
        {
            throw new CommandException(Missing);
        }
    }
}
