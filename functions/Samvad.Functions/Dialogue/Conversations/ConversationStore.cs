using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>The dialogues in their table, each in one row.</summary>
public sealed class ConversationStore(SamvadTables tables)
{
    /// <summary>When the person wrote last.</summary>
    private const string At = "At";

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
        var row = new TableEntity(Key(address), Key(address)) { [At] = conversation.Written?.At ?? conversation.At };
        row.Pack(conversation, ConversationJson.Default.Conversation);
        return conversation.ETag is { } etag
            ? tables.Conversations.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken)
            : tables.Conversations.AddEntityAsync(row, cancellationToken);
    }

    /// <summary>Forgets all that was said with a person.</summary>
    public Task EraseAsync(string address, CancellationToken cancellationToken) =>
        tables.Conversations.DeleteEntityAsync(Key(address), Key(address), ETag.All, cancellationToken);

    /// <summary>Forgets the dialogues in which nothing was said since then.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var rows = tables.Conversations.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"At lt {before}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);
        return await tables.Conversations.DeleteAllAsync(rows, cancellationToken);
    }

    private static string Key(string address) => NameBasedGuid.Of("conversation", address).ToString("n");
}
