using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Consumers;

/// <summary>What a member of staff does.</summary>
public enum StaffRole
{
    /// <summary>The lineman of a group.</summary>
    Janamitra,

    /// <summary>In charge of an office.</summary>
    Engineer,
}

/// <summary>A Janamitra of a group, or an engineer of an office.</summary>
/// <param name="Address">As a person's: E.164 with plus, or a business-scoped user id.</param>
/// <param name="Group">The group that a Janamitra cares for; null for an engineer.</param>
/// <param name="Language">mr, hi or en.</param>
public sealed record StaffMember(
    string Address, string Name, StaffRole Role, string Office, string? Group, string Language)
{
    /// <summary>The same for the same address, and does not show it.</summary>
    public string Id => NameBasedGuid.Of("staff", Address).ToString("n");
}

/// <summary>All of the staff, as one immutable list.</summary>
public sealed class Roster(IEnumerable<StaffMember> staff)
{
    private readonly ILookup<string, StaffMember> _byAddress = staff.ToLookup(member => member.Address);
    private readonly ILookup<string, StaffMember> _byOffice = staff.ToLookup(member => member.Office);
    private readonly ILookup<string?, StaffMember> _byGroup = staff.ToLookup(member => member.Group);

    public IEnumerable<StaffMember> All => _byAddress.SelectMany(same => same);

    /// <summary>The roles of an address: one, or one per group of a Janamitra.</summary>
    public IEnumerable<StaffMember> RolesOf(string address) => _byAddress[address];

    public StaffMember? Find(string address) => _byAddress[address].FirstOrDefault();

    public StaffMember? FindById(string id) => All.FirstOrDefault(member => member.Id == id);

    public StaffMember? JanamitraOf(string? group) => group is null ? null : _byGroup[group].FirstOrDefault();

    public IEnumerable<StaffMember> EngineersOf(string office) =>
        _byOffice[office].Where(member => member.Role == StaffRole.Engineer);

    /// <summary>Whose task something in the group or office is: the Janamitra's, else that of whoever is in charge.</summary>
    public StaffMember? OwnerOf(string? group, string office, OfficeTree tree) =>
        JanamitraOf(group) ?? InCharge(office, OfficeLevel.Section, tree).FirstOrDefault();

    /// <summary>The engineers of the nearest office at that level or above it that has any.</summary>
    public IReadOnlyList<StaffMember> InCharge(string office, OfficeLevel level, OfficeTree tree)
    {
        var own = tree.Find(office);
        foreach (var at in own is null ? [] : tree.Parents(office).Prepend(own))
        {
            if (at.Level <= level && EngineersOf(at.Code).ToList() is { Count: > 0 } engineers)
                return engineers;
        }

        return [];
    }
}

/// <summary>The staff in their table.</summary>
public sealed class Staff(SamvadTables tables, TimeProvider time)
{
    private const string Partition = "staff";
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(30);
    private (Roster Roster, long Since)? _cached;

    /// <summary>The staff, at most 30 seconds old; as they are now after a change through this process.</summary>
    public async Task<Roster> ReadAsync(CancellationToken cancellationToken)
    {
        if (_cached is { } cached && time.GetElapsedTime(cached.Since) < Age)
            return cached.Roster;
        var since = time.GetTimestamp();
        var staff = new List<StaffMember>();
        await foreach (var row in tables.Staff.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), cancellationToken: cancellationToken))
            staff.Add(Read(row));
        var roster = new Roster(staff);
        _cached = (roster, since);
        return roster;
    }

    /// <returns>Whether the address was anybody's.</returns>
    public async Task<bool> DeleteAsync(string address, CancellationToken cancellationToken)
    {
        Forget();
        var roles = (await ReadAsync(cancellationToken)).RolesOf(address).ToList();
        foreach (var role in roles)
            await tables.Staff.DeleteEntityAsync(Partition, KeyOf(role), ETag.All, cancellationToken);
        Forget();
        return roles.Count > 0;
    }

    internal void Forget() => _cached = null;

    internal async Task WriteAsync(IEnumerable<StaffMember> staff, CancellationToken cancellationToken)
    {
        foreach (var chunk in staff.Chunk(100))
        {
            await tables.Staff.SubmitTransactionAsync(
                chunk.Select(member => new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace, Row(member))), cancellationToken);
        }

        Forget();
    }

    internal static string KeyOf(StaffMember member) => $"{member.Address}~{member.Group}";

    private static StaffMember Read(TableEntity row) => new(
        row.RowKey[..row.RowKey.IndexOf('~')],
        row.GetString("Name"),
        Enum.Parse<StaffRole>(row.GetString("Role")),
        row.GetString("Office"),
        row.GetString("Group"),
        row.GetString("Language"));

    private static TableEntity Row(StaffMember member) => new(Partition, KeyOf(member))
    {
        ["Name"] = member.Name,
        ["Role"] = member.Role.ToString(),
        ["Office"] = member.Office,
        ["Group"] = member.Group,
        ["Language"] = member.Language,
    };
}
