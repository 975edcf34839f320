using System.Text.Json;
using Azure.Core.GeoJson;

namespace Azure.Communication.Messages;

/// <summary>A named value of a template.</summary>
public abstract partial class MessageTemplateValue
{
    protected MessageTemplateValue(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    public string Name { get; }
    internal abstract ReadOnlySpan<byte> Kind { get; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, Name);
        json.WriteString("kind"u8, Kind);
        WriteMembers(json);
        json.WriteEndObject();
    }

    internal abstract void WriteMembers(Utf8JsonWriter json);

    private protected static void WriteIfSet(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}

/// <summary>A text value.</summary>
public partial class MessageTemplateText : MessageTemplateValue
{
    public MessageTemplateText(string name, string text)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    public string Text { get; }
    internal override ReadOnlySpan<byte> Kind => "text"u8;
    internal override void WriteMembers(Utf8JsonWriter json) => json.WriteString("text"u8, Text);
}

/// <summary>An image value; on the wire its address is called `url`.</summary>
public partial class MessageTemplateImage : MessageTemplateValue
{
    public MessageTemplateImage(string name, Uri uri)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(uri);
        Uri = uri;
    }

    public Uri Uri { get; }
    public string? Caption { get; set; }
    public string? FileName { get; set; }
    internal override ReadOnlySpan<byte> Kind => "image"u8;

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("url"u8, Uri.AbsoluteUri);
        WriteIfSet(json, "caption"u8, Caption);
        WriteIfSet(json, "fileName"u8, FileName);
    }
}

/// <summary>A place; on the wire its position is `latitude` and `longitude`, in degrees.</summary>
public partial class MessageTemplateLocation(string name) : MessageTemplateValue(name)
{
    private GeoPosition? _position;

    public string? Address { get; set; }
    public string? LocationName { get; set; }

    public GeoPosition Position
    {
        get => _position ?? default;
        set => _position = value;
    }

    internal override ReadOnlySpan<byte> Kind => "location"u8;

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        WriteIfSet(json, "locationName"u8, LocationName);
        WriteIfSet(json, "address"u8, Address);
        if (_position is not { } position)
            return;
        json.WriteNumber("latitude"u8, position.Latitude);
        json.WriteNumber("longitude"u8, position.Longitude);
    }
}

/// <summary>A quick-reply button: its text and what comes back when it is pressed.</summary>
public partial class MessageTemplateQuickAction(string name) : MessageTemplateValue(name)
{
    public string? Payload { get; set; }
    public string? Text { get; set; }
    internal override ReadOnlySpan<byte> Kind => "quickAction"u8;

    internal override void WriteMembers(Utf8JsonWriter json)
    {
        WriteIfSet(json, "text"u8, Text);
        WriteIfSet(json, "payload"u8, Payload);
    }
}
