using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samvad.Access;

namespace Samvad.Tests.Access;

public sealed class EndpointTableTests
{
    private static readonly IReadOnlyDictionary<string, HttpTriggerAttribute> Functions =
        EndpointTable.FunctionsOf(typeof(EndpointTable).Assembly);

    [Fact]
    public void Every_function_that_answers_HTTP_is_in_the_table_and_nothing_else_is() =>
        Assert.Empty(EndpointTable.Disagreements(Functions));

    [Fact]
    public void A_function_that_nobody_spoke_of_is_named()
    {
        var found = typeof(Strangers).GetMethods()
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .ToDictionary(
                method => method.GetCustomAttribute<FunctionAttribute>()!.Name,
                method => method.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!);
        var faults = EndpointTable.Disagreements(Functions.Concat(found).ToDictionary());
        Assert.Equal(2, faults.Count);
        Assert.Contains(faults, fault => fault.StartsWith("Stranger: nobody said who may call it", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("Stranger: Function shuts people out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_whose_calls_nobody_judges_does_not_start()
    {
        var services = new ServiceCollection().AddAccess(new ConfigurationBuilder().Build());
        services.RemoveWhere(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType != typeof(AccessStart));
        await using var provider = services.BuildServiceProvider();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => provider.GetServices<IHostedService>().OfType<AccessStart>().Single().StartAsync(default));
        Assert.Contains("UseAccess is missing", fault.Message);
    }

    [Fact]
    public void The_documentation_shows_the_table_as_it_is()
    {
        var file = Path.Combine(RepositoryRoot(), "docs", "access.md");
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var table = EndpointPage.Of(Functions);
        if (Environment.GetEnvironmentVariable("SAMVAD_WRITE_DOCS") == "true")
            File.WriteAllText(file, text = EndpointPage.Into(text, table));
        Assert.True(
            text.Contains(table, StringComparison.Ordinal),
            "docs/access.md is behind the table. Run this test with SAMVAD_WRITE_DOCS=true.");
    }

    [Fact]
    public void Who_only_looks_and_who_is_nobody_changes_nothing()
    {
        foreach (var (name, trigger) in Functions.Where(function => function.Value.Methods!.Any(method => method != "get")))
        {
            var endpoint = EndpointTable.Find(name)!;
            Assert.DoesNotContain(Role.Viewer, endpoint.Roles);
            Assert.True(endpoint.Proof is Proof.Role or Proof.Signature, $"{name} ({trigger.Route}) changes something for anybody.");
        }
    }

    [Theory]
    [InlineData("GetPerson", "Operator Admin")]
    [InlineData("DeletePerson", "Admin")]
    [InlineData("MakeKey", "Admin")]
    [InlineData("ListAudit", "Admin")]
    [InlineData("PutChannel", "Admin")]
    [InlineData("ChangeTicket", "Operator Admin Staff")]
    public void What_matters_most_is_open_to_exactly(string function, string roles) => Assert.Equal(
        roles.Split(' ').Select(Enum.Parse<Role>).Order(), EndpointTable.Find(function)!.Roles.Order());

    private static string RepositoryRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Serverless.sln")))
            at = at.Parent!;
        return at.FullName;
    }

    private static class Strangers
    {
        [Function("Stranger")]
        public static void Run([HttpTrigger(AuthorizationLevel.Function, "post")] HttpRequest request) => _ = request;
    }
}

internal static class ServiceExtensions
{
    public static void RemoveWhere(this IServiceCollection services, Func<ServiceDescriptor, bool> unwanted)
    {
        foreach (var service in services.Where(unwanted).ToList())
            services.Remove(service);
    }
}

/// <summary>The table as it is printed in the documentation.</summary>
internal static class EndpointPage
{
    private const string Begin = "<!-- table: written by the test The_documentation_shows_the_table_as_it_is -->\n";
    private const string End = "<!-- end -->\n";

    public static string Of(IReadOnlyDictionary<string, HttpTriggerAttribute> functions) =>
        "| function | call | " + string.Join(" | ", Enum.GetNames<Role>()) + " | key | reach |\n"
        + "|---|---|" + string.Concat(Enum.GetNames<Role>().Select(_ => ":-:|")) + ":-:|---|\n"
        + string.Concat(EndpointTable.All.Select(endpoint =>
        {
            var trigger = functions[endpoint.Function];
            var marks = string.Join(" | ", Enum.GetValues<Role>().Select(role =>
                endpoint.Proof == Proof.Role ? endpoint.Roles.Contains(role) ? "x" : " " : "x"));
            var key = endpoint.Proof switch
            {
                Proof.Role => endpoint.Grantable ? "x" : " ",
                Proof.AnyCaller => "any",
                Proof.Signature => "signed",
                _ => "open",
            };
            return $"| `{endpoint.Function}` | {string.Join(", ", trigger.Methods!).ToUpperInvariant()} `/api/{trigger.Route}` | "
                + $"{marks} | {key} | {endpoint.Reach.ToString().ToLowerInvariant()} |\n";
        }));

    public static string Into(string page, string table) =>
        page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + table
        + page[page.IndexOf(End, StringComparison.Ordinal)..];
}
