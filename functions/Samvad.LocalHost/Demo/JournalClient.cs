using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Samvad.LocalHost.Demo;

/// <summary>What the simulator's journal says; our own books are not asked.</summary>
public sealed class JournalClient(int port) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromMinutes(5),
    };

    public Task<JsonElement> SummaryAsync(CancellationToken cancellationToken) =>
        _http.GetFromJsonAsync<JsonElement>("/journal/summary", cancellationToken);

    /// <summary>How many of the expected people did not get the announcement, and how many got it that should not.</summary>
    public async Task<(int Missing, int Unexpected)> CompareAsync(
        string reference, IEnumerable<string> expected, CancellationToken cancellationToken)
    {
        using var lines = new StringContent(string.Join('\n', expected), Encoding.UTF8, "text/plain");
        using var response = await _http.PostAsync($"/journal/missing?announcement={reference}", lines, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return (answer.GetProperty("missing").GetInt32(), answer.GetProperty("unexpected").GetInt32());
    }

    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string person, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<List<JsonElement>>(
            $"/journal/messages?person={Uri.EscapeDataString(person)}", cancellationToken) ?? [];

    /// <summary>Every message of an announcement.</summary>
    public async Task<IReadOnlyList<JsonElement>> AnnouncedAsync(string reference, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<List<JsonElement>>(
            $"/journal/messages?announcement={Uri.EscapeDataString(reference)}", cancellationToken) ?? [];

    /// <summary>When messages of an announcement were accepted, in order, as Unix milliseconds.</summary>
    public async Task<IReadOnlyList<long>> TimesAsync(string reference, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync<List<long>>(
            $"/journal/times?announcement={Uri.EscapeDataString(reference)}", cancellationToken) ?? [];

    public async Task ScriptAsync(string script, CancellationToken cancellationToken)
    {
        using var content = new StringContent(script, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync("/script", content, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new CommandException($"The script was refused: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    /// <summary>Lets a person write to us.</summary>
    public async Task WriteAsync(string person, string text, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("/inbound", new { person, text }, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Lets a person send us a picture.</summary>
    public async Task ShowAsync(string person, string mimeType, byte[] picture, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(
            "/inbound", new { person, media = new { mimeType, data = Convert.ToBase64String(picture) } }, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}
