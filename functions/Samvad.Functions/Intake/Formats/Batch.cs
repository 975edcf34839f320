using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>A report that was read.</summary>
/// <param name="EventId">By which the queue knows a repeat; null where that is the outage and its revision.</param>
/// <param name="IsDated">The source has no revisions: this one's is the time it was of, or came at.</param>
internal sealed record Taken(int Index, OutageReport Report, string? EventId, bool IsDated)
{
    /// <summary>The document's own id, where it refers to earlier documents about the outage.</summary>
    public string? Message { get; init; }
}

/// <summary>An event that is in order and of which nobody is told.</summary>
public sealed record Skipped(int Index, string Path, string? Value, string Reason);

/// <summary>What one document holds.</summary>
internal sealed class Batch
{
    public const int MaxEvents = 1_000;
    private readonly List<Taken> _taken = [];
    private readonly List<Skipped> _skipped = [];

    public IReadOnlyList<Taken> Taken => _taken;
    public IReadOnlyList<Skipped> Skipped => _skipped;
    public FaultList Faults { get; } = new();

    /// <summary>Events so far, good or bad.</summary>
    public int Count { get; private set; }

    /// <summary>It is of no accepted format; null where it is of one.</summary>
    public UnknownFormat? Unknown { get; set; }

    /// <summary>Numbers the events; of more than may be in one document none is read.</summary>
    public IEnumerable<(Given Event, int Index)> Number(IEnumerable<Given> events)
    {
        var all = events.Take(MaxEvents + 1).ToList();
        if (Count + all.Count > MaxEvents)
        {
            Faults.Add(null, "", $"over {MaxEvents} events", "count", $"at most {MaxEvents} events");
            yield break;
        }

        foreach (var one in all)
            yield return (one, Count++);
    }

    /// <summary>Counts an event of which nothing could be read.</summary>
    public void Pass() => Count++;

    public void Take(Taken taken) => _taken.Add(taken);

    public void Skip(int index, Given given, string reason) =>
        _skipped.Add(new Skipped(index, given.Path, given.Shown, reason));
}

internal enum UnknownFormat
{
    ContentType,
    Shape,
}
