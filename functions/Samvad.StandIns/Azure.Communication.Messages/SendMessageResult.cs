using System.Text.Json;

namespace Azure.Communication.Messages;

/// <summary>What the service answers to a message it accepted.</summary>
public partial class SendMessageResult
{
    internal SendMessageResult(IReadOnlyList<MessageReceipt> receipts) => Receipts = receipts;

    public IReadOnlyList<MessageReceipt> Receipts { get; }

    internal static SendMessageResult Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var receipts = new List<MessageReceipt>(1);
        string? messageId = null, to = null;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 3)
            {
                var isId = reader.ValueTextEquals("messageId"u8);
                var isTo = reader.ValueTextEquals("to"u8);
                reader.Read();
                if (isId)
                    messageId = reader.GetString();
                else if (isTo)
                    to = reader.GetString();
                else
                    reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 2)
            {
                receipts.Add(new MessageReceipt(messageId!, to!));
                messageId = to = null;
            }
        }

        return new SendMessageResult(receipts);
    }
}

/// <summary>The id under which statuses of a message will come.</summary>
public partial class MessageReceipt
{
    internal MessageReceipt(string messageId, string to)
    {
        MessageId = messageId;
        To = to;
    }

    public string MessageId { get; }
    public string To { get; }
}

/// <summary>Makes the types that have no public constructor.</summary>
public static partial class CommunicationMessagesModelFactory
{
    public static MessageReceipt MessageReceipt(string? messageId = null, string? to = null) => new(messageId!, to!);

    public static SendMessageResult SendMessageResult(IEnumerable<MessageReceipt>? receipts = null) =>
        new(receipts?.ToList() ?? []);
}
