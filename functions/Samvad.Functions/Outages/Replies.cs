using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Outages;

/// <summary>How the people at one transformer answered "is your power back?".</summary>
public sealed record TransformerReplies(string Transformer, int Yes, int No);

/// <summary>
/// The answers, by outage and transformer. A person counts once, with the latest answer, however often it comes; a
/// name in the row is a hash.
/// </summary>
public sealed class Replies(SamvadTables tables)
{
    public async Task NoteAsync(
        string outage, string transformer, string person, bool back, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var name = NameOf(person);
        while (true)
        {
            var row = await tables.Replies.GetEntityIfExistsAsync<TableEntity>(
                outage, transformer, cancellationToken: cancellationToken);
            var answers = row.HasValue ? row.Value!.Unpack(RepliesJson.Default.DictionaryStringReply)! : [];
            if (answers.TryGetValue(name, out var before) && before.At >= at)
                return;
            answers[name] = new Reply(back, at);
            var entity = new TableEntity(outage, transformer);
            entity.Pack(answers, RepliesJson.Default.DictionaryStringReply);
            try
            {
                await (row.HasValue
                    ? tables.Replies.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.Replies.AddEntityAsync(entity, cancellationToken));
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // A neighbour answered at the same time: count on top of that.
            }
        }
    }

    /// <summary>What a person answered about an outage, by transformer.</summary>
    public async Task<IReadOnlyDictionary<string, Reply>> OfAsync(string outage, string person, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, Reply>();
        await foreach (var row in tables.Replies.QueryAsync<TableEntity>(row => row.PartitionKey == outage, cancellationToken: cancellationToken))
        {
            if (row.Unpack(RepliesJson.Default.DictionaryStringReply)!.TryGetValue(NameOf(person), out var reply))
                found[row.RowKey] = reply;
        }

        return found;
    }

    /// <summary>Forgets what a person answered about an outage.</summary>
    public async Task ForgetAsync(string outage, string person, CancellationToken cancellationToken)
    {
        foreach (var transformer in (await OfAsync(outage, person, cancellationToken)).Keys)
        {
            while (await tables.Replies.GetEntityIfExistsAsync<TableEntity>(
                outage, transformer, cancellationToken: cancellationToken) is { HasValue: true, Value: { } row })
            {
                var answers = row.Unpack(RepliesJson.Default.DictionaryStringReply)!;
                if (!answers.Remove(NameOf(person)))
                    break;
                row.Pack(answers, RepliesJson.Default.DictionaryStringReply);
                try
                {
                    await tables.Replies.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken);
                    break;
                }
                catch (RequestFailedException conflict) when (conflict.Status == 412)
                {
                    // A neighbour answered meanwhile.
                }
            }
        }
    }

    private static string NameOf(string person) => NameBasedGuid.Of("reply", person).ToString("n");

    public async Task<IReadOnlyList<TransformerReplies>> OfAsync(string outage, CancellationToken cancellationToken)
    {
        var counts = new List<TransformerReplies>();
        await foreach (var row in tables.Replies.QueryAsync<TableEntity>(
            row => row.PartitionKey == outage, cancellationToken: cancellationToken))
        {
            var answers = row.Unpack(RepliesJson.Default.DictionaryStringReply)!.Values;
            counts.Add(new(row.RowKey, answers.Count(answer => answer.Back), answers.Count(answer => !answer.Back)));
        }

        return counts;
    }
}

/// <summary>Whether supply is back, and when that was said.</summary>
public sealed record Reply(bool Back, DateTimeOffset At);

[JsonSerializable(typeof(Dictionary<string, Reply>))]
internal sealed partial class RepliesJson : JsonSerializerContext;
