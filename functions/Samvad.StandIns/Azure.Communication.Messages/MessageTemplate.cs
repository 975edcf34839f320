using System.Text.Json;

namespace Azure.Communication.Messages;

/// <summary>A template, the values it is filled with and where they go.</summary>
public partial class MessageTemplate
{
    public MessageTemplate(string name, string language)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(language);
        Name = name;
        Language = language;
    }

    public string Name { get; }
    public string Language { get; }
    public IList<MessageTemplateValue> Values { get; } = new List<MessageTemplateValue>();
    public MessageTemplateBindings? Bindings { get; set; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, Name);
        json.WriteString("language"u8, Language);
        if (Values.Count > 0)
        {
            json.WriteStartArray("values"u8);
            for (var i = 0; i < Values.Count; i++)
                Values[i].Write(json);
            json.WriteEndArray();
        }

        if (Bindings is not null)
        {
            json.WritePropertyName("bindings"u8);
            Bindings.Write(json);
        }

        json.WriteEndObject();
    }
}

/// <summary>Where the values of a template go.</summary>
public abstract partial class MessageTemplateBindings
{
    protected MessageTemplateBindings()
    {
    }

    internal abstract void Write(Utf8JsonWriter json);
}
