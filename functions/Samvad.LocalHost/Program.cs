using Samvad.LocalHost;
using Samvad.LocalHost.Demo;
using Samvad.LocalHost.Sample;
using Samvad.LocalHost.Serve;
using Samvad.LocalHost.Simulator;
using Samvad.Settings;

// What a socket brings is worked on where it arrived, without a switch of threads: no code here waits for a socket in a
// blocking way, and the simulator takes a third less processor time. Read by the runtime at the first socket.
const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
Environment.SetEnvironmentVariable(Inline, Environment.GetEnvironmentVariable(Inline) ?? "1");
return await Commands.RunAsync(args);

/// <summary>The commands of the local host.</summary>
internal static class Commands
{
    private const string Help = """
        Samvad on one machine.

          serve      [--port 7071] [--data .samvad] [--simulator-port 7081] [--Section:Key=value ...]
                     everything on one machine (the default command)
          demo       [--groups 875] [--members 25] [--seed 1] [--exit] [--json] [--kill N] [--hosts 1] [--script JSON]
                     [--port 7071] [--simulator-port 7081] [--data .samvad/demo] [--Section:Key=value ...]
                     a synthetic district is imported, its feeders fail and come back, and everybody is told
          sample     --out DIR [--groups 875] [--members 250] [--seed 1]
                     the synthetic district as CSV files
          simulator  [--port 7081] [--data DIR]
                     the WhatsApp simulator alone
        """;

    private static readonly Dictionary<string, Func<string[], Task<int>>> Known = new()
    {
        ["serve"] = ServeCommand.RunAsync,
        ["demo"] = DemoCommand.RunAsync,
        ["sample"] = SampleCommand.RunAsync,
        ["simulator"] = SimulatorCommand.RunAsync,
    };

    /// <summary>0 done, 1 failed, 2 cannot be carried out as given.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(arg => arg is "--help" or "-h" or "help"))
        {
            Console.WriteLine(Help);
            return 0;
        }

        var named = args is [var first, ..] && !first.StartsWith('-');
        var name = named ? args[0] : "serve";
        if (!Known.TryGetValue(name, out var command))
        {
            Console.Error.WriteLine($"There is no command '{name}'. The commands are: {string.Join(", ", Known.Keys)}.");
            return 2;
        }

        try
        {
            return await command(named ? args[1..] : args);
        }
        catch (Exception e) when (e is CommandException or SettingsException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
