using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Samvad.Announcements;

/// <summary>`GET /api/quality`: by month, how many were told, and how long before planned work; also as CSV.</summary>
public sealed class QualityFunctions(Quality quality)
{
    private static readonly string[] Header =
    [
        "month", "announcements", "audience", "sent", "delivered", "read", "failed", "skipped", "plannedNotices", "leadHours",
        "lateNotices",
    ];

    [Function(nameof(ShowQuality))]
    public async Task<IResult> ShowQuality(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "quality")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var months = await quality.ReadAsync(cancellationToken);
        return CsvAnswer.IsAskedFor(request)
            ? new CsvAnswer("quality", Header, months.Select(Line).ToAsyncEnumerable())
            : Results.Ok(new { months });
    }

    private static string?[] Line(MonthOfTelling month) =>
    [
        month.Month,
        .. new double?[]
        {
            month.Announcements, month.Audience, month.Sent, month.Delivered, month.Read, month.Failed, month.Skipped,
            month.PlannedNotices, month.LeadHours, month.LateNotices,
        }.Select(value => value?.ToString(CultureInfo.InvariantCulture)),
    ];
}
