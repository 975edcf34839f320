using System.Text.Json;

namespace Azure.Communication.Messages;

/// <summary>One message to one recipient (the service takes no more than one).</summary>
public abstract partial class NotificationContent
{
    protected NotificationContent(Guid channelRegistrationId, IEnumerable<string> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        ChannelRegistrationId = channelRegistrationId;
        To = to.ToList();
    }

    public Guid ChannelRegistrationId { get; }
    public IList<string> To { get; }

    internal abstract ReadOnlySpan<byte> Kind { get; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("channelRegistrationId"u8, ChannelRegistrationId);
        json.WriteStartArray("to"u8);
        for (var i = 0; i < To.Count; i++)
            json.WriteStringValue(To[i]);
        json.WriteEndArray();
        json.WriteString("kind"u8, Kind);
        WriteMembers(json);
        json.WriteEndObject();
    }

    internal abstract void WriteMembers(Utf8JsonWriter json);
}

/// <summary>Free text; only within 24 hours of the recipient's last message.</summary>
public partial class TextNotificationContent : NotificationContent
{
    public TextNotificationContent(Guid channelRegistrationId, IEnumerable<string> to, string content)
        : base(channelRegistrationId, to)
    {
        ArgumentNullException.ThrowIfNull(content);
        Content = content;
    }

    public string Content { get; }
    internal override ReadOnlySpan<byte> Kind => "text"u8;
    internal override void WriteMembers(Utf8JsonWriter json) => json.WriteString("content"u8, Content);
}

/// <summary>An approved template with its values.</summary>
public partial class TemplateNotificationContent : NotificationContent
{
    public TemplateNotificationContent(Guid channelRegistrationId, IEnumerable<string> to, MessageTemplate template)
        : base(channelRegistrationId, to)
    {
        ArgumentNullException.ThrowIfNull(template);
        Template = template;
    }

    public MessageTemplate Template { get; }
    internal override ReadOnlySpan<byte> Kind => "template"u8;

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        json.WritePropertyName("template"u8);
        Template.Write(json);
    }
}

/// <summary>An image by its address.</summary>
public partial class ImageNotificationContent : NotificationContent
{
    public ImageNotificationContent(Guid channelRegistrationId, IEnumerable<string> to, Uri mediaUri)
        : base(channelRegistrationId, to)
    {
        ArgumentNullException.ThrowIfNull(mediaUri);
        MediaUri = mediaUri;
    }

    public string? Caption { get; set; }
    public Uri MediaUri { get; }
    internal override ReadOnlySpan<byte> Kind => "image"u8;

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        if (Caption is not null)
            json.WriteString("caption"u8, Caption);
        json.WriteString("mediaUri"u8, MediaUri.AbsoluteUri);
    }
}

/// <summary>A document by its address.</summary>
public partial class DocumentNotificationContent : NotificationContent
{
    public DocumentNotificationContent(Guid channelRegistrationId, IEnumerable<string> to, Uri mediaUri)
        : base(channelRegistrationId, to)
    {
        ArgumentNullException.ThrowIfNull(mediaUri);
        MediaUri = mediaUri;
    }

    public string? Caption { get; set; }
    public string? FileName { get; set; }
    public Uri MediaUri { get; }
    internal override ReadOnlySpan<byte> Kind => "document"u8;

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        if (Caption is not null)
            json.WriteString("caption"u8, Caption);
        if (FileName is not null)
            json.WriteString("fileName"u8, FileName);
        json.WriteString("mediaUri"u8, MediaUri.AbsoluteUri);
    }
}
