using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Tests.Consumers;

namespace Samvad.Tests.Access;

/// <summary>Every endpoint, as everybody: with no proof, each role everywhere and at an office, keys of all kinds.</summary>
public sealed partial class AccessWalkTests(AccessWorld world) : IClassFixture<AccessWorld>
{
    private static readonly IReadOnlyDictionary<string, HttpTriggerAttribute> Functions =
        EndpointTable.FunctionsOf(typeof(EndpointTable).Assembly);

    public static TheoryData<string> Everything => [.. Functions.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Without_proof_nobody_passes(string function)
    {
        var expected = EndpointTable.Find(function)!.Proof is Proof.Role or Proof.AnyCaller;
        Assert.Equal(expected, await AskAsync(function, AccessHost.Nobody) == 401);
        if (expected)
            Assert.Equal(401, await AskAsync(function, AccessHost.Key("samvad_forged")));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Each_role_passes_where_the_table_says_so(string function)
    {
        var endpoint = EndpointTable.Find(function)!;
        foreach (var role in Enum.GetValues<Role>())
        {
            var may = endpoint.Proof != Proof.Role || endpoint.Roles.Contains(role);
            await ExpectAsync(function, AccessHost.Person($"{role}"), may);
            await ExpectAsync(function, AccessHost.Person($"{role}.{AccessWorld.Here}"), may && endpoint.Reach != Reach.Whole);
        }

        await ExpectAsync(function, AccessHost.Person(), endpoint.Proof != Proof.Role);
        await ExpectAsync(function, AccessHost.Person("Owner", "Admins"), endpoint.Proof != Proof.Role);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_key_opens_what_it_was_made_for(string function)
    {
        var host = await world.StartAsync();
        var endpoint = EndpointTable.Find(function)!;
        var other = function == "ListFeeds" ? "ListOutages" : "ListFeeds";
        await ExpectAsync(function, AccessHost.Key(AccessHost.SiteKey), true);
        await ExpectAsync(function, await host.KeyAsync(null, other), endpoint.Proof != Proof.Role);
        if (!endpoint.Grantable)
            return;
        await ExpectAsync(function, await host.KeyAsync(null, function), true);
        await ExpectAsync(function, await host.KeyAsync(AccessWorld.Here, function), endpoint.Reach != Reach.Whole);
    }

    private async Task ExpectAsync(string function, Action<HttpRequestMessage> by, bool may)
    {
        var status = await AskAsync(function, by);
        if (may)
            Assert.True(status is not (401 or 403) and < 500, $"{function} answered {status}.");
        else
            Assert.Equal(403, status);
    }

    /// <summary>Of things that do not exist, with a body that says nothing: what passes changes nothing.</summary>
    private async Task<int> AskAsync(string function, Action<HttpRequestMessage> by)
    {
        var host = await world.StartAsync();
        var trigger = Functions[function];
        var path = Parameter().Replace(trigger.Route!, match => match.Groups[1].Value switch
        {
            "address" => Some.Address(77),
            "action" => "note",
            _ => "none",
        });
        var method = trigger.Methods![0].ToUpperInvariant();
        return (await host.AskAsync(method, $"/api/{path}", by, method is "GET" or "DELETE" ? null : "{")).Status;
    }

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
