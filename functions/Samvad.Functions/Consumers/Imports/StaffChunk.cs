namespace Samvad.Consumers;

internal sealed class StaffChunk(
    IReadOnlyList<string> columns, Staff staff, OfficeTree tree, IReadOnlyDictionary<string, Group> groups, Roster known,
    IReadOnlySet<string>? within) : ImportChunk(columns)
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
        var member = Rules.Staff(
            check, field, code => within?.Contains(code) is false ? null : tree.Find(code), groups.ContainsKey);
        if (within is not null && known.RolesOf(member.Address)
            .Any(role => Staff.KeyOf(role) == Staff.KeyOf(member) && !within.Contains(role.Office)))
            check.Add("phone", member.Address, "office", "Somebody of your own offices; this one works elsewhere.");
        if (check.Faults.Count == 0)
            _rows.Add(member);
    }
}
