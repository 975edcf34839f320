using CsvHelper;
using Microsoft.AspNetCore.Http;

namespace Samvad;

/// <summary>An answer as CSV (RFC 4180, UTF-8), written row by row while it is read from the store.</summary>
internal sealed class CsvAnswer(string name, string[] header, IAsyncEnumerable<string?[]> rows) : IResult
{
    /// <summary>Whether the caller asks for CSV: `?format=csv`, or `text/csv` as what it accepts first.</summary>
    public static bool IsAskedFor(HttpRequest request) =>
        request.Query["format"] == "csv"
        || (request.Query["format"].Count == 0
            && request.Headers.Accept.ToString().StartsWith("text/csv", StringComparison.OrdinalIgnoreCase));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8; header=present";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        // Whoever opens it in a spreadsheet must not have a text of ours run as a formula.
        var options = new CsvWriterOptions { Injection = CsvInjection.Escape };
        await using var csv = CsvWriter.Create(httpContext.Response.Body, options, leaveOpen: true);
        await csv.WriteRecordAsync(header, httpContext.RequestAborted);
        await foreach (var row in rows.WithCancellation(httpContext.RequestAborted))
            await csv.WriteRecordAsync(Array.ConvertAll(row, field => field ?? ""), httpContext.RequestAborted);
    }
}
