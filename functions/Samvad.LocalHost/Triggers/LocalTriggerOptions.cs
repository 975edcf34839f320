using System.Reflection;

namespace Samvad.LocalHost.Triggers;

/// <summary>What the trigger runner runs, and with which keys.</summary>
public sealed class LocalTriggerOptions
{
    /// <summary>Holds the classes with [Function] methods.</summary>
    public required Assembly FunctionAssembly { get; init; }

    public required string HostJsonPath { get; init; }
    public required string DataDirectory { get; init; }

    /// <summary>Opens functions of AuthorizationLevel.Function.</summary>
    public required string FunctionKey { get; init; }

    /// <summary>Opens all functions.</summary>
    public required string MasterKey { get; init; }
}
