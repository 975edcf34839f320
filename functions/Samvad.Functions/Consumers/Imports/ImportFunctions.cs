using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using Samvad.Access;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>POST /api/imports?kind=offices|groups|members|staff with a CSV body.</summary>
public sealed class StartImport(ImportIntake intake)
{
    /// <summary>Bytes; a member's row has about 200, so the region has about 360 MB.</summary>
    private const long MaxBytes = 2L * 1024 * 1024 * 1024;

    [Function(nameof(StartImport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "imports")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var named = request.Query["kind"].ToString();
        ImportKind? kind = Enum.TryParse<ImportKind>(named, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
            ? parsed : null;
        var check = new FieldCheck();
        if (named.Length > 0 && kind is null)
            check.Add("kind", named, "unknown-kind", "One of: offices, groups, members, staff.");
        if (!Accepts(request.ContentType))
            check.Add(
                "Content-Type", request.ContentType, "content-type", "text/csv, application/octet-stream, or none.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("The file was not read.", check.Faults);
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBytes;
        var caller = Caller.Of(request);
        var offices = caller.IsEverywhere ? null : caller.AdditionalOffices.Prepend(caller.Office!).ToList();
        var (import, faults) = await intake.AcceptAsync(request.Body, kind, offices, cancellationToken);
        if (import is not null)
            AuditNote.Of(request).About($"imports/{import.Id}").Changed(null, new { import.Kind, import.Bytes, import.Columns });
        return import is null
            ? Problem.Invalid("The file cannot be imported.", faults)
            : Results.Accepted($"/api/imports/{import.Id}", ImportView.Of(import));
    }

    private static bool Accepts(string? type) => string.IsNullOrEmpty(type)
        || (MediaTypeHeaderValue.TryParse(type, out var media)
            && media.MediaType.Value?.ToLowerInvariant() is "text/csv" or "application/octet-stream");
}

/// <summary>Runs the import named in the message; the host renews the session's lock meanwhile.</summary>
public sealed class ImportRows(ImportRun run, Settlement settlement)
{
    [Function(nameof(ImportRows))]
    public Task RunAsync(
        [ServiceBusTrigger(
            QueueNames.Imports, Connection = QueueNames.Connection, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) => settlement.SettleAsync(
            QueueNames.Imports,
            message,
            actions,
            () => run.RunAsync(IdOf(message), cancellationToken),
            cancellationToken);

    private static string IdOf(ServiceBusReceivedMessage message)
    {
        message.DemandVersion();
        var id = message.Body.ToString();
        return Guid.TryParseExact(id, "n", out _) ? id
            : throw new PoisonException(DeadLetterTable.Malformed, "Not the id of an import.");
    }
}

/// <summary>GET /api/imports/{id}?continuation=: the state, and a page of what is wrong with rejected rows.</summary>
public sealed class GetImport(ImportLog log, OfficeScopes scopes)
{
    [Function(nameof(GetImport))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "n", out _) || await log.FindAsync(id, cancellationToken) is not { } import
            || !import.IsSeenBy(await scopes.OfAsync(request, cancellationToken)))
            return Problem.NotFound("There is no import with this id.");
        var (faults, next) = await log.FaultsAsync(id, request.Query["continuation"], cancellationToken);
        return Results.Ok(ImportView.Of(import) with { Errors = faults, Continuation = next });
    }
}

/// <summary>GET /api/imports: the latest 50.</summary>
public sealed class ListImports(ImportLog log, OfficeScopes scopes)
{
    [Function(nameof(ListImports))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "imports")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var scope = await scopes.OfAsync(request, cancellationToken);
        return Results.Ok((await log.LatestAsync(50, import => import.IsSeenBy(scope), cancellationToken)).Select(ImportView.Of));
    }
}

/// <summary>An import as its caller sees it. Status: queued, running, finished, failed.</summary>
internal sealed record ImportView(
    string Id,
    string Kind,
    string Status,
    string? Reason,
    long Bytes,
    long Offset,
    long Read,
    long Accepted,
    long Unchanged,
    long Rejected,
    DateTimeOffset Queued,
    DateTimeOffset? Started,
    DateTimeOffset? Finished,
    string? Code,
    IReadOnlyList<Fault>? Errors = null,
    string? Continuation = null)
{
    public static ImportView Of(Import import) => new(
        import.Id, import.Kind.ToString().ToLowerInvariant(), import.Status.ToString().ToLowerInvariant(),
        import.Reason,
        import.Bytes, import.Offset, import.Read, import.Accepted, import.Unchanged, import.Rejected,
        import.QueuedAt, import.StartedAt, import.FinishedAt, import.Code);
}
