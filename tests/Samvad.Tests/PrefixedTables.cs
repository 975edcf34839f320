using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Samvad.Tests;

/// <summary>
/// Puts the test's prefix before the name of every table, and creates a table when it is first asked for: a test
/// touches a few of the sixty. The ledgers are left out, as the app creates and drops them itself.
/// </summary>
internal sealed partial class PrefixedTables(string prefix, TableServiceClient store) : HttpPipelinePolicy
{
    private const string Account = "devstoreaccount1/";
    private readonly ConcurrentDictionary<string, Lazy<Task>> _created = new();

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Prefix(message) is { } table)
            CreateAsync(table).GetAwaiter().GetResult();
        ProcessNext(message, pipeline);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (Prefix(message) is { } table)
            await CreateAsync(table);
        await ProcessNextAsync(message, pipeline);
    }

    /// <returns>The table of rows that is asked for; null where it is the tables themselves.</returns>
    private string? Prefix(HttpMessage message)
    {
        var uri = message.Request.Uri;
        if (uri.Path.Contains(Account + "Tables", StringComparison.Ordinal))
        {
            // Those of a list keep their names; one that is named gets the prefix.
            if (message.Request.Content is null)
                uri.Path = uri.Path.Replace("Tables('", $"Tables('{prefix}").Replace("Tables(%27", $"Tables(%27{prefix}");
            else
                Rewrite(message, "\"TableName\":\"");
            return null;
        }

        if (uri.Path.EndsWith("$batch", StringComparison.Ordinal))
            return Table().Match(Rewrite(message, "/" + Account)).Groups[1].Value;
        uri.Path = uri.Path.Replace(Account, Account + prefix);
        return Table().Match(uri.Path).Groups[1].Value;
    }

    private string Rewrite(HttpMessage message, string before)
    {
        using var body = new MemoryStream();
        message.Request.Content!.WriteTo(body, default);
        var text = Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).Replace(before, before + prefix);
        message.Request.Content = RequestContent.Create(Encoding.UTF8.GetBytes(text));
        return text;
    }

    private Task CreateAsync(string table) => table.StartsWith(prefix + "Ledger", StringComparison.Ordinal)
        ? Task.CompletedTask
        : _created.GetOrAdd(table, name => new Lazy<Task>(() => store.CreateTableIfNotExistsAsync(name))).Value;

    [GeneratedRegex("devstoreaccount1/([A-Za-z0-9]+)")]
    private static partial Regex Table();
}
