using System.Diagnostics;
using System.Text.Json;

namespace Samvad.Benchmarks.Controls;

/// <summary>One announcement, to which an operator does this and that, chosen by the seed alone.</summary>
public sealed class ControlSequence(int number, int seed, ControlRoom room)
{
    /// <summary>Within which a pause is in force everywhere.</summary>
    private static readonly TimeSpan PauseTakes = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly Random _random = new(seed);
    private readonly List<string> _steps = [];
    private bool _cancelled;

    public int Number { get; } = number;
    public string Id { get; private set; } = "";
    public string Reference { get; private set; } = "";
    public List<string> Violations { get; } = [];

    /// <summary>Reports an outage, pauses, resumes and so on, and begins to bring it to an end.</summary>
    public async Task RunAsync(string office, CancellationToken cancellationToken)
    {
        await Task.Delay(_random.Next(2000), cancellationToken);
        (Id, Reference) = await room.AnnounceAsync($"CONTROL-{seed}-{Number}", office, cancellationToken);
        for (var steps = 1 + _random.Next(4); steps > 0; steps--)
        {
            await Task.Delay(_random.Next(3000), cancellationToken);
            switch (_random.Next(5))
            {
                case < 2:
                    await PauseAsync(cancellationToken);
                    break;
                case < 4:
                    await DoAsync("retry-failed", cancellationToken);
                    break;
                default:
                    await DoAsync("resume", cancellationToken);
                    break;
            }
        }

        await Task.Delay(_random.Next(8000), cancellationToken);
        if (_random.Next(3) == 0)
            _cancelled = await DoAsync("cancel", cancellationToken);
        else
            await DoAsync("resume", cancellationToken);
    }

    /// <summary>Waits until nobody is queued, as an operator would who resumes what is parked.</summary>
    public async Task EndAsync(bool retry, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(500, cancellationToken))
        {
            var shown = await room.ShowAsync(Id, cancellationToken);
            var state = shown.GetProperty("state").GetString();
            if (state is "paused" or "parked")
                await DoAsync("resume", cancellationToken);
            else if (Queued(shown) == 0 && retry && !_cancelled)
                retry = !await DoAsync("retry-failed", cancellationToken);
            else if (Queued(shown) == 0 && state == (_cancelled ? "cancelled" : "finished"))
                return;
        }

        Violations.Add($"It came to no end in {Patience}: {(await room.ShowAsync(Id, cancellationToken)).GetRawText()}");
    }

    public string Line(IReadOnlyCollection<JsonElement> rows)
    {
        var counts = rows.GroupBy(row => row.GetProperty("status").GetString())
            .OrderBy(status => status.Key, StringComparer.Ordinal).Select(status => $"{status.Count()} {status.Key}");
        var verdict = Violations.Count == 0 ? "ok" : $"{Violations.Count} VIOLATIONS";
        return $"{Number,4} seed {seed,6}  {verdict}  {string.Join(", ", counts)}  [{string.Join(" ", _steps)}]";
    }

    /// <summary>Whether somebody may have been skipped because it was cancelled.</summary>
    public bool MayBeCancelled => _cancelled;

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (await DoAsync("pause", cancellationToken) && _random.Next(2) == 0)
        {
            await Task.Delay(PauseTakes, cancellationToken);
            var before = await room.TakenAsync(Reference, cancellationToken);
            await Task.Delay(500 + _random.Next(1000), cancellationToken);
            if (await room.TakenAsync(Reference, cancellationToken) is var after && after != before)
                Violations.Add($"{after - before} messages left while it was paused.");
        }
        else
        {
            await Task.Delay(_random.Next(1500), cancellationToken);
        }

        if (_random.Next(3) > 0)
            await DoAsync("resume", cancellationToken);
    }

    private async Task<bool> DoAsync(string action, CancellationToken cancellationToken)
    {
        var done = await room.DoAsync(Id, action, cancellationToken);
        _steps.Add(done ? action : action + "(refused)");
        return done;
    }

    private static int Queued(JsonElement shown) => shown.GetProperty("counts").GetProperty("queued").GetInt32();
}
