using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Announcements.Library;

/// <summary>Several items at once.</summary>
internal sealed record LibraryListBody(IReadOnlyList<LibraryBody?>? Items);

/// <summary>`GET/PUT /api/library`, `GET/PUT/DELETE /api/library/{id}`.</summary>
public sealed class LibraryFunctions(ContentLibrary library, LibraryTemplates templates, TemplateStates states)
{
    private const int MostItems = 200;

    /// <summary>`?kind=&amp;season=&amp;category=`.</summary>
    [Function(nameof(ListLibrary))]
    public async Task<IResult> ListLibrary(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "library")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var kind = Asked<LibraryKind>(request, "kind", check);
        var season = Asked<Season>(request, "season", check);
        var category = Asked<TemplateCategory>(request, "category", check);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The query has errors.", check.Faults);
        var known = await states.AllAsync(cancellationToken);
        var items = (await library.AllAsync(cancellationToken)).Where(item =>
            (kind is null || item.Kind == kind) && (season is null || item.Seasons.Contains(season.Value))
            && (category is null || item.Category == category));
        return Results.Ok(new
        {
            items = items.Select(item => View(item, known.GetValueOrDefault(item.TemplateName))),
            seasons = KebabCase.Names<Season>(),
        });
    }

    [Function(nameof(ShowLibraryItem))]
    public async Task<IResult> ShowLibraryItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "library/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await library.FindAsync(id, cancellationToken) is { } item
            ? Results.Ok(View(item, await states.OfAsync(item.TemplateName, cancellationToken)))
            : NotFound(id);

    /// <summary>All of them are written, or none.</summary>
    [Function(nameof(PutLibrary))]
    public async Task<IResult> PutLibrary(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "library")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<LibraryListBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        if (body.Items is not { Count: > 0 and <= MostItems } given)
            return Problem.Invalid("Nothing was written.", new Fault(null, "items", null, "count", $"1 to {MostItems} items."));
        var (items, refusal) = await CheckAsync(
            [.. given.Select((item, index) => (At: $"items[{index}].", Id: (string?)null, Body: item ?? Nothing))], cancellationToken);
        return refusal ?? Results.Ok(new { items = await WriteAsync(request, items, cancellationToken) });
    }

    [Function(nameof(PutLibraryItem))]
    public async Task<IResult> PutLibraryItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "library/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<LibraryBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var (items, refusal) = await CheckAsync([("", id, body)], cancellationToken);
        return refusal ?? Results.Ok((await WriteAsync(request, items, cancellationToken))[0]);
    }

    [Function(nameof(DeleteLibraryItem))]
    public async Task<IResult> DeleteLibraryItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "library/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request);
        return await library.RemoveAsync(id, new Hand(caller.Id, caller.Name), cancellationToken)
            ? Results.NoContent()
            : NotFound(id);
    }

    private static readonly LibraryBody Nothing = new(null, null, null, null, null, null, null, null, null, null);

    private async Task<(IReadOnlyList<LibraryItem> Items, IResult? Refusal)> CheckAsync(
        IReadOnlyList<(string At, string? Id, LibraryBody Body)> given, CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var items = new List<LibraryItem>();
        foreach (var (at, id, body) in given)
        {
            var before = check.Faults.Count;
            var item = body.ToItem(at, id, check);
            if (check.Faults.Count == before)
            {
                foreach (var fault in templates.Faults(item))
                    check.Add(at + "text", item.Id, "template", fault);
            }

            if (items.Any(other => other.Id == item.Id))
                check.Add(at + "id", item.Id, "twice", "Each item once.");
            if (body.Version is { } version && await library.FindAsync(item.Id, cancellationToken) is { } known && known.Version != version)
                return ([], Problem.Conflict($"Item '{item.Id}' is at version {known.Version} by now. Look at it and change that one."));
            items.Add(item);
        }

        return check.Faults.Count > 0 ? ([], Problem.Invalid("Nothing was written.", check.Faults)) : (items, null);
    }

    private async Task<IReadOnlyList<object>> WriteAsync(
        HttpRequest request, IReadOnlyList<LibraryItem> items, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(request);
        var (views, before, after) = (new List<object>(items.Count), new List<object?>(), new List<object>());
        foreach (var item in items)
        {
            before.Add(await library.FindAsync(item.Id, cancellationToken) is { } known ? Noted(known) : null);
            var written = await library.WriteAsync(item, new Hand(caller.Id, caller.Name), cancellationToken);
            views.Add(View(written, await states.OfAsync(written.TemplateName, cancellationToken)));
            after.Add(Noted(written));
        }

        AuditNote.Of(request).Changed(before, after);
        return views;
    }

    private static object Noted(LibraryItem item) =>
        new { item.Id, item.Kind, item.Category, item.Seasons, Title = item.Title.En, item.Image, item.Enabled, item.Version };

    private object View(LibraryItem item, IReadOnlyDictionary<string, TemplateState>? known)
    {
        var template = templates.Of(item);
        return new
        {
            item.Id,
            item.Kind,
            Topic = item.Topic.ToString().ToLowerInvariant(),
            item.Category,
            item.Seasons,
            item.Title,
            item.Text,
            item.Parameters,
            item.Image,
            item.Enabled,
            item.Version,
            Template = template.Name,
            Values = template.Parameters,
            Preview = TemplateCatalogue.Languages.ToDictionary(
                language => language, language => template.RenderWhole(language, template.Samples[language])),
            States = known ?? new Dictionary<string, TemplateState>(),
            ChangedBy = item.ChangedBy?.Name,
            item.ChangedAt,
        };
    }

    private static T? Asked<T>(HttpRequest request, string name, FieldCheck check) where T : struct, Enum =>
        request.Query[name] is not [{ Length: > 0 } text] ? null
        : KebabCase.TryParse<T>(check.OneOf(name, text, KebabCase.Names<T>()), out var value) ? value : null;

    private static IResult NotFound(string id) => Problem.NotFound($"There is no item '{Addresses.Mask(id)}' in the library.");
}
