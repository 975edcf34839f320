using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Consumers;

namespace Samvad.Access;

/// <summary>`GET /api/audit?from=&amp;to=&amp;who=&amp;what=&amp;subject=&amp;top=&amp;continuation=`: who changed what; also as CSV.</summary>
public sealed class AuditFunctions(AuditTrail trail, OfficeScopes scopes, TimeProvider time)
{
    private const int MaxTop = 500;
    private const int DaysByDefault = 7;
    private const int MostDays = 1200;

    /// <summary>Entries looked at for one page; with a filter that few match, a page may be short and yet not the last.</summary>
    private const int LookedAtOnce = 10_000;

    private static readonly string[] Header =
        ["id", "at", "who", "name", "what", "subject", "offices", "from", "status", "before", "after"];

    [Function(nameof(ListAudit))]
    public async Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var to = Day(request, "to", AuditTrail.DayOf(time.GetUtcNow()), check);
        var from = Day(request, "from", to.AddDays(1 - DaysByDefault), check);
        if (from > to || from < to.AddDays(-MostDays))
            check.Add("from", $"{from:yyyy-MM-dd}", "range", $"Not after to, and at most {MostDays} days before it.");
        var top = 100;
        if (request.Query["top"].FirstOrDefault() is { } number
            && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out top) || top is < 1 or > MaxTop))
            check.Add("top", number, "range", $"A whole number from 1 to {MaxTop}.");
        var after = request.Query["continuation"].FirstOrDefault();
        if (after is not null && !AuditTrail.IsId(after))
            check.Add("continuation", after, "page", "As the page before gave it.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var scope = await scopes.OfAsync(request, cancellationToken);
        var entries = trail.ReadAsync(from, to, after, cancellationToken);
        if (CsvAnswer.IsAskedFor(request))
            return new CsvAnswer("audit", Header, entries.Where(entry => Fits(entry, request.Query, scope)).Select(Line));
        var page = new List<AuditEntry>();
        var (looked, last) = (0, (string?)null);
        await foreach (var entry in entries)
        {
            if (page.Count == top || looked++ == LookedAtOnce)
                return Results.Ok(new { entries = page, continuation = last });
            last = entry.Id;
            if (Fits(entry, request.Query, scope))
                page.Add(entry);
        }

        return Results.Ok(new { entries = page, continuation = (string?)null });
    }

    /// <summary>`who` is an id or a name, `what` a function with or without its action, `subject` how the subject begins.</summary>
    private static bool Fits(AuditEntry entry, IQueryCollection query, OfficeScope scope) =>
        scope.Touches(entry.Offices)
        && (query["who"].FirstOrDefault() is not { Length: > 0 } who || entry.Who == who
            || entry.Name.Equals(who, StringComparison.OrdinalIgnoreCase))
        && (query["what"].FirstOrDefault() is not { Length: > 0 } what || entry.What == what
            || entry.What.StartsWith(what + ":", StringComparison.Ordinal))
        && (query["subject"].FirstOrDefault() is not { Length: > 0 } subject
            || entry.Subject.StartsWith(AuditTrail.WithoutPhones(subject), StringComparison.OrdinalIgnoreCase));

    private static DateOnly Day(HttpRequest request, string name, DateOnly otherwise, FieldCheck check)
    {
        if (request.Query[name].FirstOrDefault() is not { Length: > 0 } text)
            return otherwise;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year >= 2000)
            return day;
        check.Add(name, text, "date", "A day (IST), as 2026-11-23.");
        return otherwise;
    }

    private static string?[] Line(AuditEntry entry) =>
    [
        entry.Id, entry.At.ToString("O", CultureInfo.InvariantCulture), entry.Who, entry.Name, entry.What, entry.Subject,
        string.Join(' ', entry.Offices), entry.From, entry.Status?.ToString(CultureInfo.InvariantCulture),
        entry.Before?.GetRawText(), entry.After?.GetRawText(),
    ];
}
