using Samvad.Intake;
using Samvad.Intake.Formats;

namespace Samvad.Benchmarks.Fuzzing;

/// <summary>What holds of every batch, whatever it was read from.</summary>
internal static class Judgement
{
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void Check(Batch batch)
    {
        foreach (var fault in batch.Faults.All)
            Hold(fault.Remedy.Length > 0 && fault.Field.Length <= 200, "a fault without remedy or with an endless path");
        Hold(batch.Faults.All.Count <= FaultList.Most + 1, "faults without end");
        Hold(batch.Count <= Batch.MaxEvents, "more events than are allowed");
        var told = batch.Taken.Count + batch.Skipped.Count;
        Hold(batch.Faults.Count > 0 || told == batch.Count, "an event that is neither taken, skipped nor refused");
        foreach (var (taken, report) in batch.Taken.Select(taken => (taken, taken.Report)))
        {
            Hold(Keys.IsKey(report.Source, 40) && Keys.IsKey(report.ExternalId, 80), "a report without a proper key");
            Hold(report.Revision >= 1 && report.Start.Year is >= 1999 and <= 2100, "a report without revision or start");
            Hold(report.Etr is null || report.Etr >= report.Start, "a restoration before the start");
            Hold(report.CauseText is null or { Length: > 0 and <= 200 }, "a cause that is too long");
            var message = OutageQueue.Pack(taken, "oms", batch.Faults);
            Hold(message is null or { SessionId.Length: <= 128 }, "a message that the queue refuses");
        }
    }

    private static void Hold(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }
}
