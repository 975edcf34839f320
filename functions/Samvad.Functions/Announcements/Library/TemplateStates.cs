using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Announcements.Library;

/// <summary>What WhatsApp made of a template in one language.</summary>
public enum TemplateState
{
    /// <summary>Nobody noted it.</summary>
    Unknown,
    Pending,
    Approved,
    Rejected,
    Paused,
}

/// <summary>What operators noted of each template, by provider and language.</summary>
public sealed class TemplateStates(SamvadTables tables)
{
    private const string Partition = "template";

    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, TemplateState>>> AllAsync(
        CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, IReadOnlyDictionary<string, TemplateState>>();
        await foreach (var row in tables.TemplateStates.QueryAsync<TableEntity>(
            row => row.PartitionKey == Partition, cancellationToken: cancellationToken))
        {
            all[row.RowKey] = Read(row);
        }

        return all;
    }

    /// <returns>By `provider language`, as `cloud mr`.</returns>
    public async Task<IReadOnlyDictionary<string, TemplateState>> OfAsync(string template, CancellationToken cancellationToken)
    {
        var row = await tables.TemplateStates.GetEntityIfExistsAsync<TableEntity>(
            Partition, template, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : new Dictionary<string, TemplateState>();
    }

    public async Task NoteAsync(
        string template, string provider, IEnumerable<string> languages, TemplateState state, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await tables.TemplateStates.GetEntityIfExistsAsync<TableEntity>(
                Partition, template, cancellationToken: cancellationToken);
            var known = row.HasValue ? Read(row.Value!) : [];
            foreach (var language in languages)
                known[$"{provider} {language}"] = state;
            var entity = new TableEntity(Partition, template);
            entity.Pack(known, TemplateStateJson.Default.DictionaryStringTemplateState);
            try
            {
                await (row.HasValue
                    ? tables.TemplateStates.UpdateEntityAsync(entity, row.Value!.ETag, TableUpdateMode.Replace, cancellationToken)
                    : tables.TemplateStates.AddEntityAsync(entity, cancellationToken));
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412)
            {
                // Somebody else noted something: note it on top of that.
            }
        }
    }

    /// <summary>WhatsApp would refuse it now.</summary>
    public static bool IsRefused(TemplateState state) =>
        state is TemplateState.Pending or TemplateState.Rejected or TemplateState.Paused;

    private static Dictionary<string, TemplateState> Read(TableEntity row) =>
        row.Unpack(TemplateStateJson.Default.DictionaryStringTemplateState) ?? [];
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(Dictionary<string, TemplateState>))]
internal sealed partial class TemplateStateJson : JsonSerializerContext;
