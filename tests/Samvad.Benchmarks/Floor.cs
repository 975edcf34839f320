using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Samvad.Benchmarks;

/// <summary>The least that sending costs: a loop of signed HttpClient posts, so many under way at once, nothing recorded.</summary>
internal sealed class Floor(int simulatorPort) : IDisposable
{
    public const int InFlight = 512;
    private const string Path = "/messages/notifications:send?api-version=2024-08-30";
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("samvad-simulator-access-key");
    private readonly string _host = $"127.0.0.1:{simulatorPort}";
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = InFlight, UseCookies = false });

    /// <returns>How many seconds it took.</returns>
    public async Task<double> RunAsync(IEnumerable<string> phones, string reference)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            phones,
            new ParallelOptions { MaxDegreeOfParallelism = InFlight },
            async (phone, token) => await PostAsync(phone, reference, token));
        return clock.Elapsed.TotalSeconds;
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string phone, string reference, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$$"""{"channelRegistrationId":"11111111-1111-1111-1111-111111111111","to":["{{{{phone}}}}"],"kind":"template","template":{"name":"outage_confirmed_etr","language":"mr","values":[{"name":"place","kind":"text","text":"सातारा शहर"},{"name":"reason","kind":"text","text":"वीजवाहिनीत बिघाड"},{"name":"since","kind":"text","text":"23 नोव्हेंबर, सायंकाळी 4:05"},{"name":"until","kind":"text","text":"23 नोव्हेंबर, सायंकाळी 6:30"},{"name":"reference","kind":"text","text":"{{{{reference}}}}"}],"bindings":{"kind":"whatsApp","body":[{"refValue":"place"},{"refValue":"reason"},{"refValue":"since"},{"refValue":"until"},{"refValue":"reference"}]}}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{_host}{Path}");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Sign(request, body);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"The simulator answered {(int)response.StatusCode}.");
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>As the service demands (learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial).</summary>
    private void Sign(HttpRequestMessage request, byte[] body)
    {
        var date = TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var signature = Convert.ToBase64String(
            HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes($"POST\n{Path}\n{date};{_host};{hash}")));
        request.Headers.TryAddWithoutValidation("x-ms-date", date);
        request.Headers.TryAddWithoutValidation("x-ms-content-sha256", hash);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}");
    }
}
