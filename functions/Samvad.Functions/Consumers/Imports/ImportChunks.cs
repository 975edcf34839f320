namespace Samvad.Consumers;

/// <summary>What came of the rows of a chunk.</summary>
/// <param name="Faults">Rows that proved wrong only when seen together with the others.</param>
internal sealed record ChunkResult(int Accepted, int Unchanged, IReadOnlyList<Fault> Faults);

/// <summary>Some thousand rows of one kind, checked one by one and applied together.</summary>
internal abstract class ImportChunk(IReadOnlyList<string> columns)
{
    private readonly Dictionary<string, int> _columns =
        columns.Select((name, at) => (name, at)).ToDictionary(pair => pair.name, pair => pair.at);

    /// <returns>What is wrong with the row; it is taken in where nothing is.</returns>
    public IReadOnlyList<Fault> Add(CsvRow row)
    {
        var check = new FieldCheck(row.Line);
        if (row.Truncated)
            check.Add("", null, "truncated", "The file ends within this row. Export it again, whole.");
        else if (row.Fields.Length != _columns.Count)
            check.Add(
                "", null, "columns",
                $"The row has {row.Fields.Length} fields; the header has {_columns.Count}. Check its quotes and commas.");
        else
            Add(row.Line, check, name => row.Fields[_columns[name]]);
        return check.Faults;
    }

    /// <summary>Writes the rows; doing it again leaves the same state.</summary>
    public abstract Task<ChunkResult> ApplyAsync(CancellationToken cancellationToken);

    protected abstract void Add(long line, FieldCheck check, Func<string, string?> field);
}

internal sealed class OfficeChunk(IReadOnlyList<string> columns, Offices offices, OfficeTree tree)
    : ImportChunk(columns)
{
    private readonly List<(long Line, Office Office)> _rows = [];

    /// <summary>A parent may come after its child in the file; so parents are checked when all are known.</summary>
    public override async Task<ChunkResult> ApplyAsync(CancellationToken cancellationToken)
    {
        var faults = new List<Fault>();
        var open = _rows.ToList();
        int rejected;
        do
        {
            var known = open.GroupBy(row => row.Office.Code).ToDictionary(same => same.Key, same => same.Last().Office);
            rejected = open.RemoveAll(row =>
            {
                var check = new FieldCheck(row.Line);
                Rules.Parent(check, row.Office, code => known.GetValueOrDefault(code) ?? tree.Find(code));
                faults.AddRange(check.Faults);
                return check.Faults.Count > 0;
            });
        }
        while (rejected > 0);
        var last = open.GroupBy(row => row.Office.Code, row => row.Office).Select(same => same.Last());
        var changed = last.Where(office => tree.Find(office.Code) != office).ToDictionary(office => office.Code);
        await offices.WriteAsync(changed.Values, cancellationToken);
        return new(open.Count, open.Count(row => !changed.ContainsKey(row.Office.Code)), faults);
    }

    protected override void Add(long line, FieldCheck check, Func<string, string?> field)
    {
        var office = Rules.Office(check, field);
        if (check.Faults.Count == 0)
            _rows.Add((line, office));
    }
}

internal sealed class GroupChunk(
    IReadOnlyList<string> columns, Groups groups, OfficeTree tree, IReadOnlyDictionary<string, Group> known,
    IReadOnlySet<string>? within) : ImportChunk(columns)
{
    private readonly List<Group> _rows = [];

    public override async Task<ChunkResult> ApplyAsync(CancellationToken cancellationToken)
    {
        var changed = _rows.GroupBy(group => group.Id).Select(same => same.Last())
            .Where(group => known.GetValueOrDefault(group.Id) is not { } before
                || before != group with { Members = before.Members })
            .ToDictionary(group => group.Id);
        await groups.WriteAsync(changed.Values, cancellationToken);
        return new(_rows.Count, _rows.Count(group => !changed.ContainsKey(group.Id)), []);
    }

    protected override void Add(long line, FieldCheck check, Func<string, string?> field)
    {
        var group = Rules.Group(check, field, code => within?.Contains(code) is false ? null : tree.Find(code));
        if (within is not null && known.GetValueOrDefault(group.Id) is { } before && !within.Contains(before.Office))
            check.Add("id", group.Id, "office", "A group of your own offices; this id is another's.");
        if (check.Faults.Count == 0)
            _rows.Add(group);
    }
}

internal sealed class MemberChunk(
    IReadOnlyList<string> columns, Seating seating, IReadOnlyDictionary<string, Group> known) : ImportChunk(columns)
{
    private readonly List<SeatRow> _rows = [];

    public override async Task<ChunkResult> ApplyAsync(CancellationToken cancellationToken)
    {
        var changed = await seating.SeatAsync(_rows, cancellationToken);
        return new(_rows.Count, _rows.Count(row => !changed.Contains((row.Group, row.Member))), []);
    }

    protected override void Add(long line, FieldCheck check, Func<string, string?> field)
    {
        var seat = Rules.Seat(check, field, known.ContainsKey);
        if (check.Faults.Count == 0)
            _rows.Add(seat);
    }
}
