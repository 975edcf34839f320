using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Consumers;

namespace Samvad.Announcements.Library;

/// <summary>What an operator notes of a template.</summary>
internal sealed record TemplateStateBody(string? Provider, IReadOnlyList<string?>? Languages, string? State);

/// <summary>
/// `GET /api/templates/export?provider=&amp;format=`: what is submitted to WhatsApp; `GET /api/templates` and
/// `PUT /api/templates/{name}/state`: what became of it.
/// </summary>
public sealed class TemplateFunctions(TemplateExport export, TemplateStates states)
{
    private static readonly IReadOnlyCollection<string> Providers = ["acs", "cloud"];

    [Function(nameof(ExportTemplates))]
    public async Task<IResult> ExportTemplates(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates/export")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var provider = request.Query["provider"].ToString();
        var check = new FieldCheck();
        if (provider.Length > 0)
            check.OneOf("provider", provider, Providers);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var rows = await export.AllAsync(cancellationToken);
        if (CsvAnswer.IsAskedFor(request))
            return new CsvAnswer("templates", ["name", "category", "language", "header", "body", "footer", "samples"], CsvAsync(rows));
        return Results.Ok(new
        {
            templates = rows.Select(row => provider switch
            {
                "cloud" => TemplateExport.Cloud(row),
                "acs" => TemplateExport.Acs(row),
                _ => row,
            }),
        });
    }

    [Function(nameof(ListTemplates))]
    public async Task<IResult> ListTemplates(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var known = await states.AllAsync(cancellationToken);
        return Results.Ok(new
        {
            templates = (await export.AllAsync(cancellationToken)).GroupBy(row => row.Name).Select(rows => new
            {
                name = rows.Key,
                category = rows.First().Category,
                parameters = rows.First().Parameters,
                languages = rows.Select(row => row.Language),
                states = known.GetValueOrDefault(rows.Key) ?? new Dictionary<string, TemplateState>(),
            }),
        });
    }

    [Function(nameof(PutTemplateState))]
    public async Task<IResult> PutTemplateState(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "templates/{name}/state")] HttpRequest request,
        string name,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<TemplateStateBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        var provider = check.OneOf("provider", body.Provider, Providers);
        KebabCase.TryParse<TemplateState>(check.OneOf("state", body.State, KebabCase.Names<TemplateState>()), out var state);
        var languages = (body.Languages ?? WhatsApp.TemplateCatalogue.Languages)
            .Select((language, index) => check.OneOf($"languages[{index}]", language, [.. WhatsApp.TemplateCatalogue.Languages])).ToList();
        if ((await export.AllAsync(cancellationToken)).All(row => row.Name != name))
            return Problem.NotFound("There is no template of this name.");
        if (check.Faults.Count > 0)
            return Problem.Invalid("Nothing was noted.", check.Faults);
        await states.NoteAsync(name, provider, languages, state, cancellationToken);
        return Results.Ok(new { name, states = await states.OfAsync(name, cancellationToken) });
    }

    private static async IAsyncEnumerable<string?[]> CsvAsync(IReadOnlyList<ExportedTemplate> rows)
    {
        foreach (var row in rows)
            yield return [row.Name, row.Category, row.Language, row.Header, row.Body, row.Footer, string.Join(" | ", row.Samples)];
        await Task.CompletedTask;
    }
}
