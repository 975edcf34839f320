using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>The dialogues in their table, each in one row.</summary>
public sealed class ConversationStore(SamvadTables tables)
{
    public async Task<Conversation> FindAsync(string address, CancellationToken cancellationToken)
    {
        var row = await tables.Conversations.GetEntityIfExistsAsync<TableEntity>(
            Key(address), Key(address), cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            ? found.Unpack(ConversationJson.Default.Conversation)! with { ETag = found.ETag }
            : Conversation.New;
    }

    /// <exception cref="RequestFailedException">409 or 412: another host wrote the dialogue since it was read.</exception>
    public Task SaveAsync(string address, Conversation conversation, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Key(address), Key(address));
        row.Pack(conversation, ConversationJson.Default.Conversation);
        return conversation.ETag is { } etag
            ? tables.Conversations.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken)
            : tables.Conversations.AddEntityAsync(row, cancellationToken);
    }

    public Task EraseAsync(string address, CancellationToken cancellationToken) =>
        tables.Conversations.DeleteEntityAsync(Key(address), Key(address), ETag.All, cancellationToken);

    private static string Key(string address) => NameBasedGuid.Of("conversation", address).ToString("n");
}
