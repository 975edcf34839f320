using System.Runtime.CompilerServices;

namespace Samvad.Tests;

/// <summary>
/// The hosts that tests start live for a minute, of which the just-in-time compiler would take half to make methods fast
/// that are about to end. They inherit these settings of the runtime.
/// </summary>
internal static class ShortLives
{
    [ModuleInitializer]
    internal static void Inherit()
    {
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        // Hexadecimal: a method is compiled anew after 512 calls, not after 30.
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "200");
        // Many run at once, so the collector waits for less than where dotnet run starts one: see launchSettings.json.
        Environment.SetEnvironmentVariable("DOTNET_GCgen0size", "800000");
        // Nor does it work with two threads, which would take both processors from the others.
        Environment.SetEnvironmentVariable("DOTNET_gcServer", "0");
        Environment.SetEnvironmentVariable("DOTNET_EnableWriteXorExecute", "0");
    }
}
