using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Outages;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Intake;

/// <summary>Takes outage reports in: checks them all, puts them on the queue, and only then answers.</summary>
public sealed class OutageIntake(
    [FromKeyedServices(QueueNames.OutageEvents)] ServiceBusSender queue, TimeProvider time)
{
    public const int MaxEvents = 1_000;
    public const int MaxBytes = 10 * 1024 * 1024;

    public async Task<IResult> AcceptAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await WholeBody.ReadAsync(request, MaxBytes, cancellationToken) is not { } body)
            return Problem.TooLarge(MaxBytes);
        var errors = new List<FieldError>();
        var reports = Parse(body, errors);
        if (errors.Count > 0)
            return Problem.Invalid("The outage report has errors", errors);
        await queue.SendAllAsync(reports.Select(ToMessage), cancellationToken);
        return Accepted(request, reports);
    }

    private List<OutageReport> Parse(ReadOnlyMemory<byte> body, List<FieldError> errors)
    {
        var reports = new List<OutageReport>();
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body);
        }
        catch (JsonException malformed)
        {
            errors.Add(new FieldError(
                null, "", null, $"JSON; malformed at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}"));
            return reports;
        }

        using (json)
        {
            var isArray = json.RootElement.ValueKind == JsonValueKind.Array;
            var count = isArray ? json.RootElement.GetArrayLength() : 1;
            if (count is 0 or > MaxEvents)
            {
                errors.Add(new FieldError(null, "", $"{count} events", $"1 to {MaxEvents} events"));
                return reports;
            }

            var receivedAt = time.GetUtcNow();
            for (var index = 0; index < count; index++)
            {
                var element = isArray ? json.RootElement[index] : json.RootElement;
                if (new OutageReportReader(index, errors).Read(element, receivedAt) is { } report)
                    reports.Add(report);
            }
        }

        return reports;
    }

    /// <summary>Session = outage keeps its revisions in order; the message id lets the queue drop a repeated report.</summary>
    private static ServiceBusMessage ToMessage(OutageReport report) =>
        new(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(report, OutageJson.Default.OutageReport)))
        {
            SessionId = report.Key,
            MessageId = NameBasedGuid.Of(report.Key, report.Revision.ToString()).ToString(),
            ContentType = "application/json",
        };

    private static IResult Accepted(HttpRequest request, List<OutageReport> reports)
    {
        var prefix = request.Path.Value!.TrimEnd('/');
        var outages = reports.Select(report => new
        {
            report.Source,
            report.ExternalId,
            report.Revision,
            Location = $"{prefix}/{report.Source}/{report.ExternalId}",
        }).ToArray();
        return Results.Accepted(outages[0].Location, new { accepted = outages.Length, outages });
    }
}
