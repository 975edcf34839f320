using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.LocalHost.Triggers;

namespace Samvad.Tests.Access;

/// <summary>The HTTP functions of an app on a free port, behind the access check; no timers, no queues.</summary>
internal sealed class AccessHost : IAsyncDisposable
{
    public const string SiteKey = "site-key";
    private readonly WebApplication _web;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("samvad-access");

    private AccessHost(App app)
    {
        App = app;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddLocalTriggers(
            new LocalTriggerOptions
            {
                FunctionAssembly = typeof(AccessCheck).Assembly,
                HostJsonPath = Path.Combine(AppContext.BaseDirectory, "host.json"),
                DataDirectory = _data.FullName,
                FunctionKey = "unused",
                MasterKey = "unused too",
            },
            typeof(AccessCheck).Assembly.GetTypes().Where(HasHttp));
        new LocalWorker(builder.Services).UseAccess();
        builder.Services.AddSingleton(_ => app.Get<AccessCheck>());
        _web = builder.Build();
        var services = app.Get<IServiceProvider>();
        _web.Use((context, next) =>
        {
            context.RequestServices = new Both(services, _web.Services);
            return next(context);
        });
        _web.MapLocalFunctions();
    }

    public App App { get; }
    public HttpClient Http { get; private set; } = null!;

    /// <param name="platform">Whether the app is told that the platform's authentication stands before it.</param>
    public static async Task<AccessHost> StartAsync(App app, bool platform = true)
    {
        var options = app.Get<IOptions<AccessOptions>>().Value;
        (options.PlatformSignIn, options.SiteKeyHash) = (platform, ApiKeys.HashOf(SiteKey));
        var host = new AccessHost(app);
        await host._web.StartAsync();
        host.Http = new HttpClient { BaseAddress = new Uri(host._web.Urls.First()) };
        return host;
    }

    /// <summary>Asks as somebody; a text that is no JSON is sent as it is.</summary>
    public async Task<(int Status, string Body)> AskAsync(
        string method, string path, Action<HttpRequestMessage> by, string? body = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        by(request);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, body.StartsWith('{') ? "application/json" : "text/csv");
        using var response = await Http.SendAsync(request, cancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public async Task<JsonElement> JsonAsync(string path, Action<HttpRequestMessage> by)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        by(request);
        using var response = await Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A key made for these functions.</summary>
    public async Task<Action<HttpRequestMessage>> KeyAsync(string? office, params string[] functions)
    {
        var (_, value) = await App.Get<ApiKeys>().MakeAsync("machine", functions, office, null, "test", default);
        return Key(value);
    }

    public static Action<HttpRequestMessage> Key(string value) => request => request.Headers.Add("x-functions-key", value);

    public static void Nobody(HttpRequestMessage request)
    {
    }

    /// <summary>A signed-in person as the platform hands them on, with roles as `Operator` or `Operator.SEC-1`.</summary>
    public static Action<HttpRequestMessage> Person(params string[] roles) => request =>
    {
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", PrincipalOf("asha", roles));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
    };

    public static string PrincipalOf(string id, string[] roles, params (string Type, string Value)[] claims) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new
        {
            auth_typ = "aad",
            name_typ = "name",
            role_typ = "roles",
            claims = claims.Append(("oid", id)).Append(("name", "Asha Jadhav")).Concat(roles.Select(role => ("roles", role)))
                .Select(claim => new { typ = claim.Item1, val = claim.Item2 }),
        }));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _web.DisposeAsync();
        await App.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static bool HasHttp(Type type) => type.GetMethods().SelectMany(method => method.GetParameters())
        .Any(parameter => parameter.IsDefined(typeof(HttpTriggerAttribute), false));

    /// <summary>What the app has, and else what the web host has.</summary>
    private sealed class Both(IServiceProvider app, IServiceProvider web) : IServiceProvider, IKeyedServiceProvider
    {
        public object? GetService(Type type) => app.GetService(type) ?? web.GetService(type);

        public object? GetKeyedService(Type type, object? key) => ((IKeyedServiceProvider)app).GetKeyedService(type, key);

        public object GetRequiredKeyedService(Type type, object? key) =>
            ((IKeyedServiceProvider)app).GetRequiredKeyedService(type, key);
    }
}
