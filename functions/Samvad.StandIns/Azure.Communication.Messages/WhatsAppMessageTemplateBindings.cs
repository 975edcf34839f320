using System.Text.Json;

namespace Azure.Communication.Messages.Models.Channels;

/// <summary>
/// Which value fills which place of a WhatsApp template; the order of the body is {{1}}, {{2}} and so on.
/// </summary>
public partial class WhatsAppMessageTemplateBindings : MessageTemplateBindings
{
    public WhatsAppMessageTemplateBindings()
    {
    }

    public IList<WhatsAppMessageTemplateBindingsComponent> Header { get; } =
        new List<WhatsAppMessageTemplateBindingsComponent>();

    public IList<WhatsAppMessageTemplateBindingsComponent> Body { get; } =
        new List<WhatsAppMessageTemplateBindingsComponent>();

    public IList<WhatsAppMessageTemplateBindingsComponent> Footer { get; } =
        new List<WhatsAppMessageTemplateBindingsComponent>();

    public IList<WhatsAppMessageTemplateBindingsButton> Buttons { get; } =
        new List<WhatsAppMessageTemplateBindingsButton>();

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, "whatsApp"u8);
        Write(json, "header"u8, Header);
        Write(json, "body"u8, Body);
        Write(json, "footer"u8, Footer);
        if (Buttons.Count > 0)
        {
            json.WriteStartArray("buttons"u8);
            for (var i = 0; i < Buttons.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("subType"u8, Buttons[i].SubType);
                json.WriteString("refValue"u8, Buttons[i].RefValue);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter json, ReadOnlySpan<byte> name, IList<WhatsAppMessageTemplateBindingsComponent> components)
    {
        if (components.Count == 0)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < components.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("refValue"u8, components[i].RefValue);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

/// <summary>Names the value that fills one place.</summary>
public partial class WhatsAppMessageTemplateBindingsComponent
{
    public WhatsAppMessageTemplateBindingsComponent(string refValue)
    {
        ArgumentNullException.ThrowIfNull(refValue);
        RefValue = refValue;
    }

    public string RefValue { get; }
}

/// <summary>Names the value behind one button.</summary>
public partial class WhatsAppMessageTemplateBindingsButton
{
    public WhatsAppMessageTemplateBindingsButton(string subType, string refValue)
    {
        ArgumentNullException.ThrowIfNull(subType);
        ArgumentNullException.ThrowIfNull(refValue);
        SubType = subType;
        RefValue = refValue;
    }

    public string SubType { get; }
    public string RefValue { get; }
}

/// <summary>What a button does.</summary>
public readonly partial struct WhatsAppMessageButtonSubType(string value) : IEquatable<WhatsAppMessageButtonSubType>
{
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    public static WhatsAppMessageButtonSubType QuickReply { get; } = new("quickReply");
    public static WhatsAppMessageButtonSubType Url { get; } = new("url");
    public static implicit operator WhatsAppMessageButtonSubType(string value) => new(value);

    public static bool operator ==(WhatsAppMessageButtonSubType left, WhatsAppMessageButtonSubType right) =>
        left.Equals(right);

    public static bool operator !=(WhatsAppMessageButtonSubType left, WhatsAppMessageButtonSubType right) =>
        !left.Equals(right);

    public bool Equals(WhatsAppMessageButtonSubType other) =>
        string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is WhatsAppMessageButtonSubType other && Equals(other);
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_value ?? "");
    public override string ToString() => _value;
}
