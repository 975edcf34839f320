using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Communication.Messages;
using Azure.Communication.Messages.Models.Channels;
using Azure.Core;

namespace Samvad.WhatsApp.Acs;

/// <summary>WhatsApp through Azure Communication Services (retired on 30 September 2028).</summary>
public sealed class AcsProvider(Lazy<NotificationMessagesClient> client) : IMessageProvider
{
    public const string ProviderName = "acs";

    /// <summary>What a group is told is the same for all who read its language; it is put together once.</summary>
    private readonly ConditionalWeakTable<TemplateContent, MessageTemplate> _filled = [];

    public string Name => ProviderName;

    public bool DropsRepeats => true;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var content = Content(message);
        RepeatabilityPolicy.Use(message.Id, message.FirstSentAt);
        try
        {
            var response = await client.Value.SendAsync(content, cancellationToken);
            return SendOutcome.Accepted(response.Value.Receipts[0].MessageId);
        }
        catch (RequestFailedException failure)
        {
            return SendOutcome.Failed(Code(failure), RetryAfter(failure.GetRawResponse()));
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is OperationCanceledException or HttpRequestException or IOException or AggregateException)
        {
            return SendOutcome.Failed(FailureTable.NoAnswer);
        }
    }

    public async Task<IncomingMedia?> OpenMediaAsync(string mediaId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.Value.DownloadMediaAsync(mediaId, cancellationToken);
            var length = response.GetRawResponse().Headers.TryGetValue("Content-Length", out var text)
                && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : (long?)null;
            return new IncomingMedia(response.Value, length);
        }
        catch (RequestFailedException gone) when (gone.Status is 400 or 404 or 410)
        {
            return null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested
            && failure is RequestFailedException or OperationCanceledException or HttpRequestException or AggregateException)
        {
            throw new IOException("The service does not hand out the media just now.", failure);
        }
    }

    private NotificationContent Content(OutgoingMessage message)
    {
        // The service takes digits without the plus; a business-scoped user id as it is.
        string[] to = [message.To.StartsWith('+') ? message.To[1..] : message.To];
        var channel = Guid.Parse(message.Sender);
        return message.Content switch
        {
            TemplateContent template => new TemplateNotificationContent(channel, to, _filled.GetValue(template, Filled)),
            TextContent text => new TextNotificationContent(channel, to, text.Text),
            ImageContent image => new ImageNotificationContent(channel, to, image.Image) { Caption = image.Caption },
            InteractiveContent interactive => new TextNotificationContent(channel, to, Numbered(interactive)),
            _ => throw new NotSupportedException($"ACS is not sent {message.Content.GetType().Name}."),
        };
    }

    /// <summary>Buttons are in the SDK's previews only, so a person answers with the number or the words of a line.</summary>
    private static string Numbered(InteractiveContent content) => string.Join(
        '\n', content.Buttons.Select((button, index) => $"{index + 1}. {button.Title}").Prepend(content.Text));

    private static MessageTemplate Filled(TemplateContent content)
    {
        var template = new MessageTemplate(content.Template.Name, content.Language);
        var bindings = new WhatsAppMessageTemplateBindings();
        for (var i = 0; i < content.Values.Count; i++)
        {
            var name = content.Template.Parameters[i];
            template.Values.Add(new MessageTemplateText(name, content.Values[i]));
            bindings.Body.Add(new WhatsAppMessageTemplateBindingsComponent(name));
        }

        if (content.Template.Image is { } image)
        {
            template.Values.Add(new MessageTemplateImage("header", image));
            bindings.Header.Add(new WhatsAppMessageTemplateBindingsComponent("header"));
        }

        for (var i = 0; i < content.Payloads.Count; i++)
        {
            var name = $"button{i + 1}";
            template.Values.Add(new MessageTemplateQuickAction(name) { Payload = content.Payloads[i] });
            bindings.Buttons.Add(new WhatsAppMessageTemplateBindingsButton(
                WhatsAppMessageButtonSubType.QuickReply.ToString(), name));
        }

        template.Bindings = bindings;
        return template;
    }

    private static string Code(RequestFailedException failure) => failure.Status switch
    {
        0 => FailureTable.NoAnswer,
        401 or 403 => FailureTable.Unauthorized,
        408 => FailureTable.NoAnswer,
        429 => FailureTable.HttpThrottled,
        >= 500 => FailureTable.HttpServerError,
        _ => FailureTable.HttpRefused,
    };

    private static TimeSpan? RetryAfter(Response? response) =>
        response is not null
        && response.Headers.TryGetValue("Retry-After", out var value)
        && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600))
            : null;
}
