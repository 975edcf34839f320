using System.Collections.Frozen;
using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>The offices as one immutable tree.</summary>
public sealed class OfficeTree(IEnumerable<Office> offices)
{
    private readonly FrozenDictionary<string, Office> _byCode = offices.ToFrozenDictionary(office => office.Code);
    private ILookup<string, string>? _children;

    public IReadOnlyCollection<Office> All => _byCode.Values;

    private ILookup<string, string> Children => _children ??=
        _byCode.Values.Where(office => office.Parent is not null)
            .ToLookup(office => office.Parent!, office => office.Code);

    public Office? Find(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>The codes of the office and of all below it; empty where it does not exist.</summary>
    public IReadOnlySet<string> Subtree(string code)
    {
        var codes = new HashSet<string>();
        var open = new Stack<string>(Find(code) is null ? [] : [code]);
        while (open.TryPop(out var next))
        {
            if (codes.Add(next))
            {
                foreach (var child in Children[next])
                    open.Push(child);
            }
        }

        return codes;
    }

    /// <summary>The offices above this one, nearest first.</summary>
    public IReadOnlyList<Office> Parents(string code)
    {
        var parents = new List<Office>();
        var at = Find(code);
        while (at?.Parent is { } parent && Find(parent) is { } above && !parents.Contains(above))
        {
            parents.Add(above);
            at = above;
        }

        return parents;
    }
}

/// <summary>The tree of offices in its table.</summary>
public sealed class Offices(SamvadTables tables, TimeProvider time)
{
    private const string Partition = "office";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private (OfficeTree Tree, long Since)? _cached;

    /// <summary>The tree, at most 30 seconds old; as it is now after a change through this process.</summary>
    public async Task<OfficeTree> ReadTreeAsync(CancellationToken cancellationToken)
    {
        if (_cached is { } cached && time.GetElapsedTime(cached.Since) < Age)
            return cached.Tree;
        var since = time.GetTimestamp();
        var offices = new List<Office>();
        await foreach (var row in tables.Offices.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
            offices.Add(Read(row));
        var tree = new OfficeTree(offices);
        _cached = (tree, since);
        return tree;
    }

    internal void Forget() => _cached = null;

    internal async Task WriteAsync(IEnumerable<Office> offices, CancellationToken cancellationToken)
    {
        foreach (var chunk in offices.Chunk(100))
        {
            await tables.Offices.SubmitTransactionAsync(
                chunk.Select(office => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace, Row(office))), cancellationToken);
        }

        Forget();
    }

    internal async Task DeleteAsync(string code, CancellationToken cancellationToken)
    {
        await tables.Offices.DeleteEntityAsync(Partition, code, ETag.All, cancellationToken);
        Forget();
    }

    private static Office Read(TableEntity row) => new(
        row.RowKey,
        Enum.Parse<OfficeLevel>(row.GetString("Level")),
        row.GetString("Parent"),
        new Names(row.GetString("Mr"), row.GetString("Hi"), row.GetString("En")));

    private static TableEntity Row(Office office) => new(Partition, office.Code)
    {
        ["Level"] = office.Level.ToString(),
        ["Parent"] = office.Parent,
        ["Mr"] = office.Name.Mr,
        ["Hi"] = office.Name.Hi,
        ["En"] = office.Name.En,
    };
}
