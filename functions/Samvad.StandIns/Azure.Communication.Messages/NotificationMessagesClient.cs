using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Communication.Messages;

/// <summary>Sends messages through a channel, over the documented REST of the service.</summary>
public partial class NotificationMessagesClient
{
    private static readonly ResponseClassifier Accepted = new StatusCodeClassifier([202]);
    private static readonly ResponseClassifier Found = new StatusCodeClassifier([200]);
    private readonly Uri _endpoint = null!;
    private readonly Uri _send = null!;
    private readonly string _version = "";

    protected NotificationMessagesClient()
    {
    }

    public NotificationMessagesClient(string connectionString)
        : this(connectionString, new CommunicationMessagesClientOptions())
    {
    }

    public NotificationMessagesClient(string connectionString, CommunicationMessagesClientOptions options)
        : this(CommunicationConnectionString.Parse(connectionString), options)
    {
    }

    public NotificationMessagesClient(Uri endpoint, AzureKeyCredential credential)
        : this(endpoint, credential, new CommunicationMessagesClientOptions())
    {
    }

    public NotificationMessagesClient(
        Uri endpoint, AzureKeyCredential credential, CommunicationMessagesClientOptions? options = null)
        : this(endpoint, options ??= new(), HttpPipelineBuilder.Build(options, new HmacPolicy(credential)))
    {
    }

    public NotificationMessagesClient(Uri endpoint, TokenCredential credential)
        : this(endpoint, credential, new CommunicationMessagesClientOptions())
    {
    }

    public NotificationMessagesClient(Uri endpoint, TokenCredential credential, CommunicationMessagesClientOptions options)
        : this(endpoint, options, HttpPipelineBuilder.Build(
            options, new BearerTokenAuthenticationPolicy(credential, "https://communication.azure.com/.default")))
    {
    }

    private NotificationMessagesClient(CommunicationConnectionString parsed, CommunicationMessagesClientOptions options)
        : this(parsed.Endpoint, new AzureKeyCredential(parsed.AccessKey), options)
    {
    }

    private NotificationMessagesClient(Uri endpoint, CommunicationMessagesClientOptions options, HttpPipeline pipeline)
    {
        _endpoint = endpoint;
        _version = options.Version;
        _send = new Uri(endpoint, $"/messages/notifications:send?api-version={_version}");
        Pipeline = pipeline;
    }

    public virtual HttpPipeline Pipeline { get; } = null!;

    public virtual Response<SendMessageResult> Send(
        NotificationContent notificationContent, CancellationToken cancellationToken = default)
    {
        using var message = SendRequest(new JsonRequestContent(notificationContent), null);
        Pipeline.Send(message, cancellationToken);
        return Result(Checked(message, null));
    }

    public virtual async Task<Response<SendMessageResult>> SendAsync(
        NotificationContent notificationContent, CancellationToken cancellationToken = default)
    {
        using var message = SendRequest(new JsonRequestContent(notificationContent), null);
        await Pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return Result(Checked(message, null));
    }

    public virtual Response Send(RequestContent content, RequestContext? context = null)
    {
        using var message = SendRequest(content, context);
        Pipeline.Send(message, context?.CancellationToken ?? default);
        return Checked(message, context);
    }

    public virtual async Task<Response> SendAsync(RequestContent content, RequestContext? context = null)
    {
        using var message = SendRequest(content, context);
        await Pipeline.SendAsync(message, context?.CancellationToken ?? default).ConfigureAwait(false);
        return Checked(message, context);
    }

    public virtual Response<Stream> DownloadMedia(string mediaContentId, CancellationToken cancellationToken = default)
    {
        var message = MediaRequest(mediaContentId);
        Pipeline.Send(message, cancellationToken);
        var response = Checked(message, null);
        return Response.FromValue(message.ExtractResponseContent()!, response);
    }

    public virtual async Task<Response<Stream>> DownloadMediaAsync(
        string mediaContentId, CancellationToken cancellationToken = default)
    {
        var message = MediaRequest(mediaContentId);
        await Pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var response = Checked(message, null);
        return Response.FromValue(message.ExtractResponseContent()!, response);
    }

    // The repeatability headers are set here, before any policy runs, so that a caller's per-call policy can
    // replace them.
    private HttpMessage SendRequest(RequestContent content, RequestContext? context)
    {
        var message = Pipeline.CreateMessage(context, Accepted);
        var request = message.Request;
        request.Method = RequestMethod.Post;
        request.Uri.Reset(_send);
        request.Headers.SetValue("Repeatability-Request-ID", Guid.NewGuid().ToString());
        request.Headers.SetValue("Repeatability-First-Sent", HttpDate.Now());
        request.Headers.SetValue("Accept", "application/json");
        request.Headers.SetValue("Content-Type", "application/json");
        request.Content = content;
        return message;
    }

    private HttpMessage MediaRequest(string mediaContentId)
    {
        var message = Pipeline.CreateMessage(null, Found);
        message.BufferResponse = false;
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(new Uri(
            _endpoint, $"/messages/streams/{Uri.EscapeDataString(mediaContentId)}?api-version={_version}"));
        message.Request.Headers.SetValue("Accept", "application/octet-stream");
        return message;
    }

    private static Response Checked(HttpMessage message, RequestContext? context) =>
        message.Response.IsError && context?.ErrorOptions != ErrorOptions.NoThrow
            ? throw new RequestFailedException(message.Response)
            : message.Response;

    private static Response<SendMessageResult> Result(Response response) =>
        Response.FromValue(SendMessageResult.Parse(response.Content.ToMemory().Span), response);
}
