using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Samvad.Access;
using Samvad.Storage;

namespace Samvad.Tests.Access;

public sealed class SignInTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_principal_is_believed_only_where_the_platform_vouches_for_it()
    {
        await using var off = await AccessHost.StartAsync(App.Create(azurite), platform: false);
        Assert.Equal(401, (await off.AskAsync("GET", "/api/me", AccessHost.Person("Admin"))).Status);
        await using var on = await AccessHost.StartAsync(App.Create(azurite));
        Assert.Equal(200, (await on.AskAsync("GET", "/api/me", AccessHost.Person("Admin"))).Status);
        Assert.Equal(401, (await on.AskAsync("GET", "/api/me", request => request.Headers.Add("X-MS-CLIENT-PRINCIPAL", "e30="))).Status);
        var contradicted = App.Create(azurite);
        contradicted.Get<IConfiguration>()["WEBSITE_AUTH_ENABLED"] = "False";
        await using var said = await AccessHost.StartAsync(contradicted);
        Assert.Equal(401, (await said.AskAsync("GET", "/api/me", AccessHost.Person("Admin"))).Status);
    }

    [Fact]
    public async Task Who_is_nobody_learns_where_to_sign_in_and_who_may_not_learns_which_role_it_takes()
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        var nobody = JsonDocument.Parse((await host.AskAsync("GET", "/api/outages", AccessHost.Nobody)).Body).RootElement;
        Assert.Equal("/.auth/login/aad", nobody.GetProperty("signIn").GetString());
        var viewer = JsonDocument.Parse((await host.AskAsync("POST", "/api/outages", AccessHost.Person("Viewer"), "{}")).Body).RootElement;
        Assert.Equal(["Operator", "Admin"], viewer.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Contains("Operator or Admin", viewer.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Everybody_may_ask_who_they_are()
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        await host.App.ImportAsync(Consumers.Some.Offices);
        var me = await host.JsonAsync("/api/me", AccessHost.Person("Operator.SEC-1"));
        Assert.Equal("person:asha", me.GetProperty("id").GetString());
        Assert.Equal("SEC-1", me.GetProperty("office").GetString());
        Assert.Equal("Section 1", me.GetProperty("officeNames").GetProperty("en").GetString());
        Assert.Equal("/.auth/logout", me.GetProperty("signOut").GetString());
        Assert.DoesNotContain(me.GetProperty("endpoints").EnumerateArray(), one => one.GetString() == "PutOffice");
        var machine = await host.JsonAsync("/api/me", await host.KeyAsync(null, "ReportOutages"));
        Assert.Equal("machine", machine.GetProperty("kind").GetString());
        Assert.Contains(machine.GetProperty("endpoints").EnumerateArray(), one => one.GetString() == "ReportOutages");
        Assert.DoesNotContain(machine.GetProperty("endpoints").EnumerateArray(), one => one.GetString() == "GetPerson");
    }

    [Theory]
    [InlineData("same-origin", null, null, true)]
    [InlineData("none", null, null, true)]
    [InlineData("cross-site", null, null, false)]
    [InlineData("same-site", null, null, false)]
    [InlineData("cross-site", "own", null, false)]
    [InlineData(null, "own", "session=1", true)]
    [InlineData(null, "https://evil.example", "session=1", false)]
    [InlineData(null, "null", "session=1", false)]
    [InlineData(null, null, "session=1", false)]
    [InlineData(null, null, null, true)]
    public async Task A_page_of_another_site_changes_nothing_in_a_persons_name(string? site, string? origin, string? cookie, bool may)
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        var (status, _) = await host.AskAsync("POST", "/api/outages", By, "{}");
        Assert.Equal(may ? 400 : 403, status);
        Assert.Equal(200, (await host.AskAsync("GET", "/api/outages", By)).Status);

        void By(HttpRequestMessage request)
        {
            request.Headers.Add("X-MS-CLIENT-PRINCIPAL", AccessHost.PrincipalOf("asha", ["Operator"]));
            if (site is not null)
                request.Headers.Add("Sec-Fetch-Site", site);
            if (origin is not null)
                request.Headers.Add("Origin", origin == "own" ? $"http://{host.Http.BaseAddress!.Authority}" : origin);
            if (cookie is not null)
                request.Headers.Add("Cookie", cookie);
        }
    }

    [Fact]
    public async Task A_key_is_shown_once_kept_as_a_hash_and_opens_nothing_once_revoked_or_past_its_time()
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        var admin = AccessHost.Person("Admin");
        var (status, body) = await host.AskAsync(
            "POST", "/api/keys", admin, """{"name":"oms","endpoints":["ListOutages"],"expiresAt":"2026-12-01"}""");
        Assert.Equal(201, status);
        var made = JsonDocument.Parse(body).RootElement;
        var value = made.GetProperty("value").GetString()!;
        var id = made.GetProperty("key").GetProperty("id").GetString();
        Assert.Equal(200, (await host.AskAsync("GET", "/api/outages", AccessHost.Key(value))).Status);
        Assert.Equal(200, (await host.AskAsync("GET", "/api/outages?code=" + value, AccessHost.Nobody)).Status);
        Assert.DoesNotContain(value, (await host.AskAsync("GET", "/api/keys", admin)).Body);
        await foreach (var row in host.App.Get<SamvadTables>().Keys.QueryAsync<TableEntity>())
            Assert.DoesNotContain(row, kept => kept.Value is string text && text.Contains(value[10..], StringComparison.Ordinal));

        host.App.Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 1, TimeSpan.Zero));
        Assert.Equal(401, (await host.AskAsync("GET", "/api/outages", AccessHost.Key(value))).Status);
        host.App.Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 2, TimeSpan.Zero));
        var (_, again) = await host.AskAsync("POST", "/api/keys", admin, """{"name":"oms","endpoints":["ListOutages"]}""");
        var second = JsonDocument.Parse(again).RootElement;
        var secondValue = second.GetProperty("value").GetString()!;
        Assert.Equal(200, (await host.AskAsync("GET", "/api/outages", AccessHost.Key(secondValue))).Status);
        var secondId = second.GetProperty("key").GetProperty("id").GetString();
        Assert.Equal(204, (await host.AskAsync("DELETE", $"/api/keys/{secondId}", admin)).Status);
        Assert.Equal(401, (await host.AskAsync("GET", "/api/outages", AccessHost.Key(secondValue))).Status);
        Assert.Equal(204, (await host.AskAsync("DELETE", $"/api/keys/{id}", admin)).Status);
        Assert.Equal(404, (await host.AskAsync("DELETE", "/api/keys/none", admin)).Status);
    }

    [Fact]
    public async Task A_key_revoked_by_one_instance_opens_nothing_on_another_within_five_seconds()
    {
        await using var app = App.Create(azurite);
        var other = app.Another<ApiKeys>();
        var (key, value) = await app.Get<ApiKeys>().MakeAsync("oms", ["ListOutages"], null, null, "test", default);
        Assert.NotNull(await other.FindAsync(value, default));
        await app.Get<ApiKeys>().RevokeAsync(key.Id, default);
        app.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await other.FindAsync(value, default));
    }

    [Fact]
    public async Task Everything_wrong_with_the_wish_for_a_key_is_said_at_once()
    {
        await using var host = await AccessHost.StartAsync(App.Create(azurite));
        var (status, body) = await host.AskAsync(
            "POST", "/api/keys", AccessHost.Person("Admin"),
            """{"name":"o m s","endpoints":["ListKeys","Nothing"],"office":"NOWHERE","expiresAt":"2020-01-01"}""");
        Assert.Equal(400, status);
        Assert.Equal(
            ["name", "endpoints[0]", "endpoints[1]", "office", "expiresAt"],
            JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("field").GetString()));
    }
}
