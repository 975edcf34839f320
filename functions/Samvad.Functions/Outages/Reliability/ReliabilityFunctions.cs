using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;

namespace Samvad.Outages.Reliability;

/// <summary>What is and was out: `GET /api/outages`; and how often and how long in a month: `GET /api/reliability`.</summary>
public sealed class ReliabilityFunctions(
    OutageList list, ReliabilityReport report, Offices offices, OfficeScopes scopes, TimeProvider time)
{
    /// <summary>`?state=&amp;office=&amp;since=&amp;top=&amp;continuation=`; `format=csv` gives all at once.</summary>
    [Function(nameof(ListOutages))]
    public async Task<IResult> ListOutages(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "outages")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        var now = time.GetUtcNow();
        var query = OutageQuery.Read(request, await offices.ReadTreeAsync(cancellationToken), now, faults);
        if (faults.Count > 0)
            return Problem.Invalid("The query has errors.", faults);
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (request.Query["office"].FirstOrDefault() is { } asked && !scope.Contains(asked))
            return OfficeScope.Beyond(asked);
        query = query with { Offices = scope.Of(query.Offices) };
        var found = list.ReadAsync(query, cancellationToken).Select(one => (one.Continuation, Interruption: one.Interruption.Within(scope)));
        if (CsvAnswer.IsAskedFor(request))
            return new CsvAnswer("outages", OutageRow.Header, found.Select(one => OutageRow.Of(one.Interruption, now)));
        var page = await found.Take(query.Top).ToListAsync(cancellationToken);
        return Results.Ok(new
        {
            outages = page.Select(one => OutageRow.View(one.Interruption, now)),
            continuation = page.Count == query.Top ? page[^1].Continuation : null,
        });
    }

    /// <summary>`?month=2026-11&amp;office=&amp;by=office|feeder`; also as CSV.</summary>
    [Function(nameof(ShowReliability))]
    public async Task<IResult> ShowReliability(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "reliability")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        var month = Month(request, faults);
        var office = request.Query["office"].FirstOrDefault();
        if (office is not null && (await offices.ReadTreeAsync(cancellationToken)).Find(office) is null)
            faults.Add(new Fault(null, "office", office, "unknown", "the code of an office that exists"));
        var by = request.Query["by"].FirstOrDefault() ?? "office";
        if (by is not ("office" or "feeder"))
            faults.Add(new Fault(null, "by", by, "one-of", "office or feeder"));
        if (faults.Count > 0)
            return Problem.Invalid("The query has errors.", faults);
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (office is not null && !scope.Contains(office))
            return OfficeScope.Beyond(office);
        var indices = await report.OfMonthAsync(month, office, scope, by == "feeder", cancellationToken);
        return CsvAnswer.IsAskedFor(request)
            ? new CsvAnswer("reliability", IndexRow.Header, indices.Select(IndexRow.Of).ToAsyncEnumerable())
            : Results.Ok(new
            {
                month = month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
                whole = indices.FirstOrDefault(),
                lines = indices.Skip(1),
            });
    }

    private DateOnly Month(HttpRequest request, List<Fault> faults)
    {
        if (request.Query["month"].FirstOrDefault() is not { } text)
            return OutageBook.MonthOf(time.GetUtcNow());
        if (DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
            return month;
        faults.Add(new Fault(null, "month", text, "month", "a month, as 2026-11"));
        return default;
    }
}
