using Samvad.Access;

namespace Samvad.Tests.Access;

public sealed class PrincipalTests
{
    private static readonly AccessOptions Plain = new();

    [Theory]
    [InlineData("Operator", "Operator", "")]
    [InlineData("operator Viewer", "Viewer Operator", "")]
    [InlineData("Operator.SAT-1", "Viewer Operator", "SAT-1")]
    [InlineData("Operator.SAT-1 Operator.SAT-2", "Viewer Operator", "SAT-1 SAT-2")]
    [InlineData("Operator.SAT-1 Viewer.PUN", "Viewer", "PUN SAT-1")]
    [InlineData("Viewer Operator.SAT-1", "Viewer Operator", "SAT-1")]
    [InlineData("Staff.A.B", "Staff", "A.B")]
    [InlineData("Owner 1 Admins Admin2", "", "")]
    public void Roles_hold_everywhere_or_in_all_the_offices_that_are_named(string given, string roles, string offices)
    {
        var caller = Read("asha", given.Split(' '))!;
        Assert.Equal(roles, string.Join(' ', caller.Roles.Order()));
        Assert.Equal(offices, string.Join(' ', caller.Office is { } office ? [office, .. caller.AdditionalOffices] : []));
        Assert.Equal(("person:asha", "Asha Jadhav", CallerKind.Person), (caller.Id, caller.Name, caller.Kind));
    }

    [Fact]
    public void An_office_may_come_as_a_claim_and_whoever_lacks_it_sees_nothing()
    {
        var options = new AccessOptions { OfficeClaim = "extn.office" };
        Assert.Equal("SAT-1", Read("a", ["Operator"], options, ("extn.office", "SAT-1"))!.Office);
        Assert.Equal(Caller.NoOffice, Read("a", ["Operator"], options)!.Office);
        Assert.Equal("PUN", Read("a", ["Operator.PUN"], options, ("extn.office", "SAT-1"))!.Office);
        Assert.Null(Read("a", ["Operator"], Plain, ("extn.office", "SAT-1"))!.Office);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("bm8ganNvbg==")]
    [InlineData("bnVsbA==")]
    [InlineData("e30=")]
    [InlineData("W10=")]
    public void What_is_no_principal_is_nobody(string header) => Assert.Null(Principal.Read(header, Plain));

    [Theory]
    [InlineData("+919822012345")]
    [InlineData("a b")]
    [InlineData("")]
    public void A_person_has_an_id_of_the_directory(string id) => Assert.Null(Read(id, ["Admin"]));

    [Fact]
    public void Only_Entra_ID_vouches_for_people()
    {
        var other = Convert.ToBase64String(
            """{"auth_typ":"github","claims":[{"typ":"oid","val":"x"},{"typ":"roles","val":"Admin"}]}"""u8);
        Assert.Null(Principal.Read(other, Plain));
    }

    private static Caller? Read(string id, string[] roles, AccessOptions? options = null, params (string, string)[] claims) =>
        Principal.Read(AccessHost.PrincipalOf(id, roles, claims), options ?? Plain);
}
