using System.Net;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Samvad.Tests.StandIns;

/// <summary>Keeps the last request and answers the same to all.</summary>
internal sealed class RecordingTransport : HttpPipelineTransport
{
    private readonly HttpClientTransport _inner;
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private int _status;
    private string _body;

    public RecordingTransport(int status, string body)
    {
        (_status, _body) = (status, body);
        _inner = new HttpClientTransport(new HttpClient(new Stub(this)));
    }

    public Request? Request { get; private set; }
    public string Body { get; private set; } = "";
    public string Header(string name) => _headers[name];

    public void Answer(int newStatus, string newBody) => (_status, _body) = (newStatus, newBody);

    public override Request CreateRequest() => _inner.CreateRequest();

    public override void Process(HttpMessage message)
    {
        Keep(message.Request);
        _inner.Process(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Keep(message.Request);
        await _inner.ProcessAsync(message);
    }

    private void Keep(Request request)
    {
        Request = request;
        _headers.Clear();
        foreach (var header in request.Headers)
            _headers[header.Name] = header.Value;
        using var copy = new MemoryStream();
        request.Content!.WriteTo(copy, CancellationToken.None);
        Body = Encoding.UTF8.GetString(copy.ToArray());
    }

    private sealed class Stub(RecordingTransport owner) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((HttpStatusCode)owner._status) { Content = Json(owner._body) });

        private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
    }
}
