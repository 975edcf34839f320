using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Samvad.Access;
using Samvad.LocalHost.Serve;

namespace Samvad.Tests.LocalHost;

public sealed class DevelopmentSignInTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-sign-in");
    private readonly FakeTimeProvider _time = new(App.Start);
    private WebApplication _web = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        var signIn = new DevelopmentSignIn(_data.FullName, _time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Use(signIn.AttachAsync);
        signIn.Map(_web);
        // What the app behind it is told.
        _web.MapGet("/who", (HttpRequest request) => request.Headers["X-MS-CLIENT-PRINCIPAL"] is [{ } header]
            ? Principal.Read(header, new AccessOptions()) is { } caller
                ? $"{caller.Name} {string.Join(',', caller.Roles.Order())} {caller.Office}" : "unreadable"
            : "nobody");
        _web.MapGet("/from", (HttpContext context) => CallerAddress.Of(context));
        await _web.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(_web.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _web.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Who_signs_in_is_handed_on_as_the_platform_does()
    {
        var cookie = await SignInAsync("name=Asha&role=Operator&role=Staff&office=SEC-1");
        Assert.Equal("Asha Viewer,Operator,Staff SEC-1", await GetAsync("/who", ("Cookie", cookie)));
        Assert.Contains("\"user_id\":\"dev-", await GetAsync("/.auth/me", ("Cookie", cookie)));
        Assert.Equal("Asha Admin ", await GetAsync("/who", ("Cookie", await SignInAsync("name=Asha&role=Admin&office="))));
        Assert.Equal("[]", await GetAsync("/.auth/me"));
    }

    [Fact]
    public async Task The_cookie_is_closed_to_scripts_and_other_sites_and_ends()
    {
        using var response = await PostAsync("name=Asha&role=Operator");
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        var pair = cookie.Split(';')[0];
        Assert.Equal("nobody", await GetAsync("/who", ("Cookie", pair[..^3] + "AAA")));
        _time.Advance(TimeSpan.FromHours(12));
        Assert.Equal("nobody", await GetAsync("/who", ("Cookie", pair)));
    }

    [Fact]
    public async Task Principals_and_addresses_that_callers_made_up_are_taken_away()
    {
        var forged = Access.AccessHost.PrincipalOf("x", ["Admin"]);
        Assert.Equal("nobody", await GetAsync("/who", ("X-MS-CLIENT-PRINCIPAL", forged)));
        Assert.Equal("nobody", await GetAsync("/who", ("x-ms-client-principal", forged), ("X-MS-CLIENT-PRINCIPAL-NAME", "x")));
        Assert.Equal("127.0.0.0/24", await GetAsync("/from", ("X-Forwarded-For", "203.0.113.7")));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Whoever_does_not_sit_at_the_machine_is_refused(string header, string value)
    {
        var cookie = await SignInAsync("name=Asha&role=Admin");
        foreach (var path in new[] { "/.auth/login/dev", "/.auth/me", "/.auth/logout" })
            Assert.Contains("only for a browser on the machine itself", await GetAsync(path, (header, value)));
        Assert.Equal("nobody", await GetAsync("/who", ("Cookie", cookie), (header, value)));
        using var post = await PostAsync("name=Asha&role=Admin", (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.9", "127.0.0.1")]
    [InlineData("127.0.0.1", "192.0.2.9")]
    public async Task A_connection_from_or_to_elsewhere_is_nobodys(string remote, string local)
    {
        var cookie = await SignInAsync("name=Asha&role=Admin");
        var context = new DefaultHttpContext
        {
            Connection = { RemoteIpAddress = IPAddress.Parse(remote), LocalIpAddress = IPAddress.Parse(local) },
        };
        context.Request.Host = new HostString("127.0.0.1");
        context.Request.Headers.Cookie = cookie;
        await new DevelopmentSignIn(_data.FullName, _time).AttachAsync(context, _ => Task.CompletedTask);
        Assert.False(context.Request.Headers.ContainsKey("X-MS-CLIENT-PRINCIPAL"));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_of_another_site_signs_nobody_in(string header, string value)
    {
        using var post = await PostAsync("name=Asha&role=Admin", (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, post.StatusCode);
    }

    [Theory]
    [InlineData("/x?y=1", "/x?y=1")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("", "/")]
    public async Task The_way_back_leads_to_this_host_only(string wanted, string led)
    {
        using var post = await PostAsync($"name=Asha&role=Admin&back={Uri.EscapeDataString(wanted)}");
        Assert.Equal(led, post.Headers.Location!.OriginalString);
        Assert.DoesNotContain("<script", await GetAsync("/.auth/login/dev?post_login_redirect_uri=/%22%3E%3Cscript%3E"));
    }

    [Theory]
    [InlineData("name=&role=Admin")]
    [InlineData("name=Asha")]
    [InlineData("name=Asha&role=Owner")]
    public async Task A_form_that_names_nobody_is_refused(string form)
    {
        using var post = await PostAsync(form);
        Assert.Equal(HttpStatusCode.BadRequest, post.StatusCode);
    }

    private async Task<string> SignInAsync(string form)
    {
        using var response = await PostAsync(form);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<HttpResponseMessage> PostAsync(string form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/.auth/login/dev")
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request);
    }

    private async Task<string> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
