using System.Diagnostics;

namespace Samvad.Tests.Pipeline;

/// <summary>The script by which a deployment is checked.</summary>
public sealed class SmokeTests(LiveHost live)
{
    [Fact]
    public async Task A_host_that_is_well_passes()
    {
        await live.StartAsync();
        var key = live.Http.DefaultRequestHeaders.GetValues("x-functions-key").Single();
        var (code, output) = await RunAsync(live.Http.BaseAddress!.ToString().TrimEnd('/'), key);
        Assert.True(code == 0, output);
        Assert.Equal(6, output.Split('\n').Count(line => line.StartsWith("ok ")));
    }

    [Fact]
    public async Task Where_nobody_answers_or_the_key_is_wrong_it_fails_and_says_what()
    {
        var (code, output) = await RunAsync("http://127.0.0.1:1", "");
        Assert.Equal(1, code);
        Assert.Contains("FAILED  the process answers: 000 instead of 200", output);
        await live.StartAsync();
        (code, output) = await RunAsync(live.Http.BaseAddress!.ToString().TrimEnd('/'), "wrong");
        Assert.Equal(1, code);
        Assert.Contains("FAILED  a report is understood: 401 instead of 200", output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        foreach (var argument in arguments.Prepend(Path.Combine(Repository.Root, "bicep", "smoke-test.sh")))
            start.ArgumentList.Add(argument);
        (start.Environment["SMOKE_TRIES"], start.Environment["SMOKE_PAUSE"]) = ("2", "0");
        using var script = Process.Start(start)!;
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        return (script.ExitCode, output);
    }
}
