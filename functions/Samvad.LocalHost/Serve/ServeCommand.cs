namespace Samvad.LocalHost.Serve;

/// <summary>`serve`: everything on one machine.</summary>
public static class ServeCommand
{
    public static Task<int> RunAsync(string[] args) => throw new CommandException("not yet");
}
