namespace Samvad.Consumers;

internal sealed class StaffChunk(
    IReadOnlyList<string> columns, Staff staff, OfficeTree tree, IReadOnlyDictionary<string, Group> groups, Roster known)
        : ImportChunk(columns)
{
    private readonly List<StaffMember> _rows = [];

    public override async Task<ChunkResult> ApplyAsync(CancellationToken cancellationToken)
    {
        var before = known.All.ToDictionary(Staff.KeyOf);
        var changed = _rows.GroupBy(Staff.KeyOf).Select(same => same.Last())
            .Where(member => before.GetValueOrDefault(Staff.KeyOf(member)) != member)
            .ToDictionary(Staff.KeyOf);
        await staff.WriteAsync(changed.Values, cancellationToken);
        return new(_rows.Count, _rows.Count(row => !changed.ContainsKey(Staff.KeyOf(row))), []);
    }

    protected override void Add(long line, FieldCheck check, Func<string, string?> field)
    {
        var member = Rules.Staff(check, field, tree.Find, groups.ContainsKey);
        if (check.Faults.Count == 0)
            _rows.Add(member);
    }
}
