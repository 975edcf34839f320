using Microsoft.AspNetCore.Http;
using Samvad.Access;
using Samvad.Intake.Formats;
using Samvad.Telemetry;

namespace Samvad.Intake;

/// <summary>
/// Takes outage reports in: checks them all, puts them on the queue, and only then answers. What a document does not say of
/// itself may be beside it: its sender as `?source=` or header `x-samvad-source`, its time as `?asOf=`.
/// </summary>
public sealed class OutageIntake(
    OutageFormats formats,
    CapChains chains,
    OutageQueue queue,
    OutageDryRun dryRun,
    OutageReach reach,
    TimeProvider time)
{
    public const int MaxBytes = 10 * 1024 * 1024;
    private const int NotedOutages = 20;
    private const string SourceHeader = "x-samvad-source";

    public async Task<IResult> AcceptAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await WholeBody.ReadAsync(request, MaxBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(MaxBytes);
        var beside = new FaultList();
        var envelope = Beside(request, beside);
        if (beside.Count > 0)
            return Problem.Invalid("Nothing of the report was taken.", beside.All);
        var batch = formats.Read(new Content(body, request.ContentType, request.Headers), envelope);
        if (batch.Unknown == UnknownFormat.ContentType)
            return Problem.Unsupported($"The content type is '{request.ContentType}'. {OutageFormats.Accepted}");
        if (batch is { Count: 0, Faults.Count: 0 })
            batch.Faults.Add(null, "", "0 events", "count", $"1 to {Batch.MaxEvents} events.");
        await reach.CheckAsync(request, batch, cancellationToken);
        var isDry = OutageDryRun.IsAskedFor(request);
        var all = batch.Faults.Count > 0 ? batch.Taken : await chains.FollowAsync(batch.Taken, !isDry, cancellationToken);
        var by = Caller.Of(request).Id;
        var messages = all.Select(taken => OutageQueue.Pack(taken, by, batch.Faults)).ToList();
        if (batch.Faults.Count > 0)
            return Problem.Invalid("Nothing of the report was taken. Mend what 'errors' names and send it again.", batch.Faults.All);
        if (isDry)
            return await dryRun.AnswerAsync([.. all.Select(taken => taken.Report)], cancellationToken);
        AuditNote.Of(request).Changed(null, new { accepted = all.Count, outages = all.Take(NotedOutages).Select(taken => taken.Report.Key) });
        await queue.SendAsync(messages!, cancellationToken);
        Metrics.ReportsAccepted.Add(all.Count);
        return Accepted(request, all, batch.Skipped);
    }

    private Envelope Beside(HttpRequest request, FaultList faults)
    {
        var rules = new FieldRules(0, faults);
        var query = new GivenPairs(name => request.Query[name]);
        var source = query["source"] is { IsPresent: true } asked
            ? asked
            : new GivenPairs(name => request.Headers[name])[SourceHeader];
        var now = time.GetUtcNow();
        return new Envelope(
            source.IsPresent ? rules.Key(source, Draft.SourceLimit) : null,
            rules.AsOf(query["asOf"], now).At,
            now);
    }

    private static IResult Accepted(HttpRequest request, IReadOnlyList<Taken> taken, IReadOnlyList<Skipped> skipped)
    {
        var prefix = request.Path.Value!.TrimEnd('/');
        var outages = taken.Select(one => new
        {
            one.Report.Source,
            one.Report.ExternalId,
            one.Report.Revision,
            Location = $"{prefix}/{one.Report.Source}/{one.Report.ExternalId}",
        }).ToArray();
        return Results.Accepted(
            outages.FirstOrDefault()?.Location,
            new { accepted = outages.Length, outages, skipped = skipped.Count > 0 ? skipped : null });
    }
}
