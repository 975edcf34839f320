using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Api;
using Samvad.Tests.Tickets;

namespace Samvad.Tests.Api;

public sealed class DescriptionTests
{
    private static readonly ApiDescription Api = ApiDescription.Read();

    private static IEnumerable<(string Name, HttpTriggerAttribute Trigger)> Functions =>
        from type in typeof(SamvadServices).Assembly.GetTypes()
        from method in type.GetMethods()
        let name = method.GetCustomAttribute<FunctionAttribute>()
        where name is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
        where trigger is not null
        select (name.Name, trigger);

    [Fact]
    public void Every_route_of_the_app_is_described_under_its_name_and_no_other_is()
    {
        var routes = Functions.SelectMany(one => one.Trigger.Methods!, (one, method) => $"{method.ToLowerInvariant()} /{one.Trigger.Route} {one.Name}");
        var described = from path in Api.Whole["paths"]!.AsObject()
                        from method in path.Value!.AsObject()
                        select $"{method.Key} {path.Key} {method.Value!["operationId"]}";
        Assert.Equal(routes.Order(), described.Order());
    }

    [Fact]
    public void Who_needs_no_key_is_said_where_it_is_so_and_nowhere_else()
    {
        var open = EndpointTable.All.Where(one => one.Proof is Proof.Nothing or Proof.Signature).Select(one => one.Function);
        Assert.Equal(open.Order(), Api.Operations.Where(one => one["security"]?.AsArray().Count == 0).Select(one => $"{one["operationId"]}").Order());
    }

    [Fact]
    public void Every_part_of_a_path_is_a_parameter_and_every_reference_leads_somewhere()
    {
        foreach (var (path, methods) in Api.Whole["paths"]!.AsObject())
        {
            var parts = Regex.Matches(path, "\\{([^}]+)\\}").Select(match => match.Groups[1].Value).Order();
            Assert.All(methods!.AsObject(), method => Assert.Equal(parts, (method.Value!["parameters"]?.AsArray() ?? [])
                .Where(parameter => $"{parameter!["in"]}" == "path").Select(parameter => $"{parameter!["name"]}").Order()));
        }

        var schemas = Api.Whole["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).ToHashSet();
        var used = Regex.Matches(Api.Whole.ToJsonString(), "#/components/schemas/([A-Za-z]+)").Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Empty(used.Except(schemas));
        Assert.Empty(schemas.Except(used));
        Assert.StartsWith("3.1.", $"{Api.Whole["openapi"]}");
    }

    [Fact]
    public async Task The_page_names_every_operation_and_asks_no_other_host()
    {
        var request = new DefaultHttpContext().Request;
        var (status, html) = await Office.ReadAsync(new ApiFunctions().GetDocs(request));
        Assert.Equal(200, status);
        Assert.All(Api.Operations, operation => Assert.Contains($"id=\"{operation["operationId"]}\"", html));
        Assert.DoesNotMatch("<script|<img|<link|@import|url\\(|(src|href)=\"(https?:)?//", html);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", request.HttpContext.Response.Headers.ContentSecurityPolicy.ToString());
        var (_, json) = await Office.ReadAsync(new ApiFunctions().GetOpenApi(request));
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(Api.Whole, System.Text.Json.Nodes.JsonNode.Parse(json)));
    }

    [Theory]
    [InlineData("/api/health/live", 200, "application/json", """{"status":"live"}""")]
    [InlineData("/api/health/live", 200, "application/json", """{"status":"live","version":"1","more":1}""")]
    [InlineData("/api/health/live", 200, "text/plain", "live")]
    [InlineData("/api/health/live", 418, "application/json", "{}")]
    [InlineData("/api/health/dead", 200, "application/json", "{}")]
    [InlineData("/api/offices/DIV", 200, "application/json", """{"code":"DIV","level":"planet","parent":null,"name":{"mr":"a","hi":"b","en":"c"}}""")]
    [InlineData("/api/offices/DIV", 404, "application/problem+json", """{"title":"x"}""")]
    public void An_answer_that_is_not_as_described_is_found(string path, int status, string type, string body) =>
        Assert.NotNull(Api.Check("GET", path, status, type, body).Fault);
}
