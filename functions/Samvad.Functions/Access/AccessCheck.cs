using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Samvad.Access;

/// <summary>
/// Every HTTP call passes here: who calls, whether they may, and, where it changes something, that it is written down
/// before and after.
/// </summary>
public sealed partial class AccessCheck(
    Callers callers, SameOrigin origin, AuditTrail trail, IOptions<AccessOptions> options, ILogger<AccessCheck> logger)
    : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var function = context.FunctionDefinition.Name;
        var endpoint = EndpointTable.Find(function) ?? throw new InvalidOperationException(
            $"Nobody said who may call {function}; it belongs into {nameof(EndpointTable)}.");
        if (endpoint.Proof is Proof.Nothing or Proof.Signature)
        {
            http.Features.Set(Caller.Nobody);
            await next(context);
            return;
        }

        var (caller, refusal) = await callers.OfAsync(http.Request, http.RequestAborted);
        if (caller is null)
        {
            http.Response.Headers.WWWAuthenticate = "ApiKey header=\"x-functions-key\"";
            await Problem.SignIn(refusal!, options.Value.SignInUrl).ExecuteAsync(http);
            return;
        }

        http.Features.Set(caller);
        var refused = Refuse(endpoint, caller, http.Request);
        Task Answer() => refused?.ExecuteAsync(http) ?? next(context);
        var isKeptElsewhere = endpoint.BearsTheName && caller.Kind == CallerKind.Machine && refused is null;
        await ((Changes(http.Request) || endpoint.Discloses) && !isKeptElsewhere ? WriteDownAsync(http, caller, function, Answer) : Answer());
    }

    private IResult? Refuse(Endpoint endpoint, Caller caller, HttpRequest request)
    {
        if (endpoint.Proof == Proof.Role && caller.Grants is { } grants && !grants.Contains(endpoint.Function))
            return Problem.Forbidden($"This key was not made for {endpoint.Function}. An Admin makes keys at /api/keys.", []);
        if (endpoint.Proof == Proof.Role && caller.Grants is null && !caller.Roles.Overlaps(endpoint.Roles))
        {
            var roles = endpoint.Roles.Order().Select(role => role.ToString()).ToList();
            return Problem.Forbidden($"This asks for the role {string.Join(" or ", roles)}.", roles);
        }

        if (endpoint.Reach == Reach.Whole && !caller.IsEverywhere)
            return Problem.Forbidden($"This concerns all offices; you belong to {caller.Office}.", []);
        if (caller.Kind == CallerKind.Person && Changes(request) && !origin.Holds(request))
            return Problem.Forbidden("The page that sent this is not of this app, so it was not taken as your wish.", []);
        return null;
    }

    /// <summary>
    /// That it began is on record before anything is done, so nothing is changed that nobody knows of. How it ended
    /// is added before the answer leaves.
    /// </summary>
    private async Task WriteDownAsync(HttpContext http, Caller caller, string function, Func<Task> answer)
    {
        var note = AuditNote.Of(http.Request);
        var begun = await trail.BeginAsync(caller, function, http, http.RequestAborted);
        var ended = 0;
        http.Response.OnStarting(() => EndAsync(http.Response.StatusCode));
        // Where the caller went away before there was an answer.
        http.Response.OnCompleted(() => EndAsync(StatusCodes.Status499ClientClosedRequest));
        await answer();

        async Task EndAsync(int status)
        {
            if (Interlocked.Exchange(ref ended, 1) == 1)
                return;
            try
            {
                await trail.EndAsync(begun, note, status, CancellationToken.None);
            }
            catch (Exception failure)
            {
                // The change is made and its beginning is on record; to answer "failed" would be false.
                LogUnended(failure, begun.Id);
            }
        }
    }

    private static bool Changes(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    [LoggerMessage(EventIds.AuditUnended, LogLevel.Error, "How the audited call {AuditId} ended could not be written")]
    private partial void LogUnended(Exception failure, string auditId);
}
