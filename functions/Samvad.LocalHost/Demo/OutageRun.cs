using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Samvad.LocalHost.Demo;

/// <summary>An outage system, as far as a demonstration needs one: imports a registry, reports an outage, watches.</summary>
public sealed class OutageRun(Func<HttpClient> host, TimeProvider time)
{
    private const string Source = "demo-oms";

    /// <summary>Waits until the import is worked off; a host killed meanwhile is asked again.</summary>
    /// <returns>Rows accepted and unchanged.</returns>
    public async Task<int> ImportAsync(string kind, string file, CancellationToken cancellationToken)
    {
        await using var rows = File.OpenRead(file);
        using var content = new StreamContent(rows);
        content.Headers.ContentType = new("text/csv");
        using var response = await host().PostAsync($"/api/imports?kind={kind}", content, cancellationToken);
        await ThrowUnlessAcceptedAsync(response, cancellationToken);
        var location = response.Headers.Location!.ToString();
        while (true)
        {
            var import = await AskAsync(location, cancellationToken);
            var status = import?.GetProperty("status").GetString();
            if (status == "finished")
                return import!.Value.GetProperty("accepted").GetInt32();
            if (status is not (null or "queued" or "running"))
                throw new CommandException($"The import of {kind} came to '{status}': {import}");
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <returns>The reference that the people's messages carry.</returns>
    public async Task<string> ReportAsync(
        string externalId,
        int revision,
        string state,
        (string Field, string[] Codes) affected,
        CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow().AddMinutes(-10);
        var report = new Dictionary<string, object>
        {
            ["source"] = Source,
            ["externalId"] = externalId,
            ["revision"] = revision,
            ["kind"] = "unplanned",
            ["state"] = state,
            ["causeCode"] = "feederTrip",
            ["start"] = start,
            ["etr"] = start.AddHours(3),
            [affected.Field] = affected.Codes,
        };
        while (true)
        {
            try
            {
                using var response = await host().PostAsJsonAsync("/api/outages", report, cancellationToken);
                await ThrowUnlessAcceptedAsync(response, cancellationToken);
                return $"{externalId}.{revision}";
            }
            catch (HttpRequestException) when (!cancellationToken.IsCancellationRequested)
            {
                // As an outage system would: what was not accepted is sent again, and that is harmless.
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    /// <returns>The announcement with its counts, or null while there is none or no host to ask.</returns>
    public async Task<JsonElement?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        var list = await AskAsync("/api/announcements?top=200", cancellationToken);
        var header = list?.GetProperty("announcements").EnumerateArray()
            .FirstOrDefault(announcement => announcement.GetProperty("reference").GetString() == reference);
        return header is { ValueKind: JsonValueKind.Object } found
            ? await AskAsync($"/api/announcements/{found.GetProperty("id").GetString()}?groups=false", cancellationToken)
            : null;
    }

    /// <summary>Waits until no person of the announcement is queued.</summary>
    public async Task<JsonElement> FinalAsync(
        string reference, Action<JsonElement, TimeSpan> progress, CancellationToken cancellationToken)
    {
        var (since, most) = (Stopwatch.StartNew(), (Queued: 0, At: TimeSpan.Zero));
        while (true)
        {
            var wait = 100.0;
            if (await FindAsync(reference, cancellationToken) is { } announcement)
            {
                progress(announcement, since.Elapsed);
                var queued = Count(announcement, "queued");
                if (announcement.GetProperty("state").GetString() != "accepted" && queued == 0)
                    return announcement;
                if (queued > most.Queued)
                    most = (queued, since.Elapsed);
                // Asking costs the store something for every group: the nearer the end, the more often. How near, the pace so
                // far says; that of the last moment would not, for the last groups are through all at once.
                else
                    wait = Math.Clamp((since.Elapsed - most.At).TotalMilliseconds * queued / Math.Max(1, most.Queued - queued) / 4, 50, 1000);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(wait), cancellationToken);
        }
    }

    public static int Count(JsonElement announcement, string name) =>
        announcement.GetProperty("counts").TryGetProperty(name, out var count) ? count.GetInt32() : 0;

    private async Task<JsonElement?> AskAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await host().GetAsync(path, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)
                : null;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task ThrowUnlessAcceptedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.Accepted)
        {
            throw new CommandException(
                $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
