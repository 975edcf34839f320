using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Samvad.LocalHost;
using Samvad.LocalHost.Demo;

namespace Samvad.Benchmarks.Controls;

/// <summary>An operator whose hosts come and go: where one gives no answer, another is asked the same.</summary>
public sealed class ControlRoom(HostFleet hosts, JournalClient journal, TimeProvider time)
{
    private readonly OutageRun _outages = new(hosts.Next, time);

    /// <summary>Reports an outage of all and waits until it is an announcement.</summary>
    public async Task<(string Id, string Reference)> AnnounceAsync(string outage, string office, CancellationToken cancellationToken)
    {
        var reference = await _outages.ReportAsync(outage, 1, "confirmed", ("offices", [office]), cancellationToken);
        while (true)
        {
            var list = await GetAsync("/api/announcements?top=200", cancellationToken);
            foreach (var header in list.GetProperty("announcements").EnumerateArray())
            {
                if (header.GetProperty("reference").GetString() == reference)
                    return (header.GetProperty("id").GetString()!, reference);
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    /// <returns>Whether it was done; else it was refused.</returns>
    public async Task<bool> DoAsync(string id, string action, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryAsync(http => http.PostAsync($"/api/announcements/{id}/{action}", null, cancellationToken)) is
                { StatusCode: HttpStatusCode.Accepted or HttpStatusCode.Conflict } answer)
            {
                return answer.StatusCode == HttpStatusCode.Accepted;
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    public Task<JsonElement> ShowAsync(string id, CancellationToken cancellationToken) =>
        GetAsync($"/api/announcements/{id}?groups=false", cancellationToken);

    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string id, CancellationToken cancellationToken)
    {
        var rows = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await GetAsync($"/api/announcements/{id}/deliveries?continuation={next}", cancellationToken);
            rows.AddRange(page.GetProperty("deliveries").EnumerateArray());
            next = page.GetProperty("continuation").GetString();
        }
        while (next is not null);
        return rows;
    }

    /// <summary>How many messages of an announcement the provider has taken.</summary>
    public async Task<int> TakenAsync(string reference, CancellationToken cancellationToken) =>
        (await journal.SummaryAsync(cancellationToken)).GetProperty("announcements").TryGetProperty(reference, out var counts)
            ? counts.GetProperty("accepted").GetInt32()
            : 0;

    /// <summary>
    /// Whether nothing is on the way: no shard, no plan, no status but those that match nothing yet. A status that came
    /// while a killed host's message was in doubt is tried again only minutes later.
    /// </summary>
    public async Task<bool> IsQuietAsync(CancellationToken cancellationToken)
    {
        var pending = (await journal.SummaryAsync(cancellationToken)).GetProperty("pendingStatuses").GetInt32();
        var queues = (await GetAsync("/local/status", cancellationToken)).GetProperty("queues");
        return pending == 0 && queues.EnumerateObject().All(queue =>
            queue.Value.GetProperty("active").GetInt64() == 0
            // Outages are looked at again when their time of restoration passes.
            && (queue.Name is "provider-events" or "outage-events" || queue.Value.GetProperty("scheduled").GetInt64() == 0));
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var answer = await TryAsync(http => http.GetAsync(path, cancellationToken));
            if (answer is { StatusCode: HttpStatusCode.OK })
                return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            if (answer is { StatusCode: < HttpStatusCode.InternalServerError })
                throw new CommandException($"{path}: {(int)answer.StatusCode}");
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <returns>Null where the host gave no answer.</returns>
    private async Task<HttpResponseMessage?> TryAsync(Func<HttpClient, Task<HttpResponseMessage>> ask)
    {
        try
        {
            return await ask(hosts.Next());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
