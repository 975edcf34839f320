using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Intake.Formats;
using Samvad.Outages;

namespace Samvad.Intake;

/// <summary>
/// What an operator does by hand to an outage of any source: `POST /api/outages/{source}/{externalId}/restore`, `/cancel` and
/// `/etr`. It changes what is known when its turn comes, and the
/// source's next revision counts over it. Each may be repeated.
/// </summary>
public sealed class Manual(
    OutageStore outages, OutageQueue queue, OutageDryRun dryRun, OfficeScopes scopes, AffectedOffices affected, TimeProvider time)
{
    /// <summary>The source of outages that are entered by hand.</summary>
    public const string Source = "manual";

    /// <summary>Body: nothing, or `{"at": "…"}` for when supply came back; default now.</summary>
    [Function(nameof(RestoreOutage))]
    public Task<IResult> RestoreOutage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "outages/{source}/{externalId}/restore")] HttpRequest request,
        string source,
        string externalId,
        CancellationToken cancellationToken) => ChangeAsync(
            request, source, externalId, "at", required: false,
            (report, at) => report with { State = OutageState.Restored, RestoredAt = at ?? report.ReceivedAt },
            cancellationToken);

    /// <summary>There was no outage, or the planned work will not be. Body: nothing.</summary>
    [Function(nameof(CancelOutage))]
    public Task<IResult> CancelOutage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "outages/{source}/{externalId}/cancel")] HttpRequest request,
        string source,
        string externalId,
        CancellationToken cancellationToken) => ChangeAsync(
            request, source, externalId, null, required: false,
            (report, _) => report with { State = OutageState.Cancelled },
            cancellationToken);

    /// <summary>Body: `{"etr": "…"}`, the new estimated time of restoration.</summary>
    [Function(nameof(ChangeEtr))]
    public Task<IResult> ChangeEtr(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "outages/{source}/{externalId}/etr")] HttpRequest request,
        string source,
        string externalId,
        CancellationToken cancellationToken) => ChangeAsync(
            request, source, externalId, "etr", required: true,
            (report, etr) => report with { State = OutageState.EtrChanged, Etr = etr },
            cancellationToken);

    private async Task<IResult> ChangeAsync(
        HttpRequest request,
        string source,
        string externalId,
        string? field,
        bool required,
        Func<OutageReport, DateTimeOffset?, OutageReport> change,
        CancellationToken cancellationToken)
    {
        if (await outages.FindAsync(source, externalId, cancellationToken) is not { } outage)
            return Problem.NotFound($"There is no outage '{externalId}' of '{source}'.");
        var scope = await scopes.OfAsync(request, cancellationToken);
        var offices = await affected.OfAsync(outage.Report.Affected, cancellationToken);
        if (!scope.Touches(offices))
            return Problem.NotFound($"There is no outage '{externalId}' of '{source}'.");
        if (!scope.Covers(offices))
            return OfficeScope.Beyond("The outage");
        var faults = new List<Fault>();
        var at = await ReadAsync(request, field, required, outage.Report, faults, cancellationToken);
        if (faults.Count > 0)
            return Problem.Invalid("Nothing was changed.", faults);
        var location = $"/api/outages/{source}/{externalId}";
        var now = time.GetUtcNow();
        var report = change(outage.Report with { ReceivedAt = now, AmendedAt = now }, at);
        if (OutageLife.IsOver(outage.Report.State))
        {
            return report.State == outage.Report.State
                ? Results.Accepted(location, new { outage.Report.Source, outage.Report.ExternalId, outage.Report.Revision })
                : Problem.Conflict($"The outage is {outage.Report.State.ToString().ToLowerInvariant()} already.");
        }

        if (OutageDryRun.IsAskedFor(request))
            return await dryRun.AnswerAsync([OutageLife.Amended(outage.Report, report)], cancellationToken);
        var message = OutageQueue.Pack(new Taken(0, report, $"by hand~{now.UtcTicks}", false), Caller.Of(request).Id, new FaultList());
        AuditNote.Of(request).At(offices).Changed(View(outage.Report), View(report));
        await queue.SendAsync([message!], cancellationToken);
        return Results.Accepted(location, new { report.Source, report.ExternalId, report.Revision });
    }

    private static object View(OutageReport report) => new { report.State, report.Etr, report.RestoredAt };

    private static async Task<DateTimeOffset?> ReadAsync(
        HttpRequest request, string? field, bool required, OutageReport outage, List<Fault> faults, CancellationToken cancellationToken)
    {
        const int Limit = 4 * 1024;
        var body = await WholeBody.ReadAsync(request, Limit, cancellationToken);
        if (body is not { Length: > 0 } bytes)
        {
            if (body is null)
                faults.Add(new Fault(null, "", null, "size", "a body of at most 4 KB"));
            else if (required)
                faults.Add(new Fault(null, field!, null, "time", "required: a time with offset"));
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            return Time(json.RootElement, field, required, outage, faults);
        }
        catch (JsonException)
        {
            faults.Add(new Fault(null, "", null, "json", "a JSON object"));
            return null;
        }
    }

    private static DateTimeOffset? Time(
        JsonElement json, string? field, bool required, OutageReport outage, List<Fault> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new Fault(null, "", json.ValueKind.ToString(), "json", "a JSON object"));
            return null;
        }

        foreach (var other in json.EnumerateObject().Where(property => property.Name != field))
        {
            faults.Add(new Fault(
                null, other.Name, null, "unknown-field", field is null ? "no field is known" : $"known field: {field}"));
        }

        if (field is null || !json.TryGetProperty(field, out var value))
        {
            if (required)
                faults.Add(new Fault(null, field!, null, "time", "required: a time with offset"));
            return null;
        }

        if (value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at >= outage.Start)
            return at;
        faults.Add(new Fault(
            null, field, value.ToString(), "time", "a time with offset, not before the start of the outage, as 2026-06-12T14:05:00+05:30"));
        return null;
    }
}
