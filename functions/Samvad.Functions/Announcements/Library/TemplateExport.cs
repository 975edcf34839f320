using Samvad.WhatsApp;

namespace Samvad.Announcements.Library;

/// <summary>One template in one language, as it is submitted for approval.</summary>
public sealed record ExportedTemplate(
    string Name,
    string Category,
    string Language,
    string? Header,
    Uri? Image,
    string Body,
    string? Footer,
    IReadOnlyList<string> Parameters,
    IReadOnlyList<string> Samples,
    IReadOnlyList<string> Buttons);

/// <summary>
/// Templates as providers take them. Meta: the body of `POST /{account}/message_templates`
/// (developers.facebook.com/docs/whatsapp/business-management-api/message-templates). ACS sends by templates of the same
/// account and binds named values to the places of the body.
/// </summary>
public sealed class TemplateExport(TemplateCatalogue catalogue, ContentLibrary library, LibraryTemplates templates)
{
    /// <summary>The app's own templates and those of the library, a row per language.</summary>
    public async Task<IReadOnlyList<ExportedTemplate>> AllAsync(CancellationToken cancellationToken)
    {
        var items = await library.AllAsync(cancellationToken);
        return [.. catalogue.Templates.Concat(items.Select(templates.Of)).SelectMany(Rows)];
    }

    /// <summary>As Meta's Cloud API takes it.</summary>
    public static object Cloud(ExportedTemplate template)
    {
        var components = new List<object>();
        if (template.Image is { } image)
            components.Add(new { type = "HEADER", format = "IMAGE", example = new { header_url = new[] { image } } });
        else if (template.Header is { } header)
            components.Add(new { type = "HEADER", format = "TEXT", text = header });
        components.Add(new { type = "BODY", text = template.Body, example = new { body_text = new[] { template.Samples } } });
        if (template.Footer is { } footer)
            components.Add(new { type = "FOOTER", text = footer });
        if (template.Buttons.Count > 0)
        {
            components.Add(new
            {
                type = "BUTTONS", buttons = template.Buttons.Select(text => new { type = "QUICK_REPLY", text }),
            });
        }

        return new { name = template.Name, category = template.Category.ToUpperInvariant(), language = template.Language, components };
    }

    /// <summary>As it is submitted in WhatsApp Manager, with what ACS binds to it when it is sent.</summary>
    public static object Acs(ExportedTemplate template) => new
    {
        name = template.Name,
        category = template.Category,
        language = template.Language,
        header = template.Image is null ? template.Header : null,
        image = template.Image,
        body = template.Body,
        footer = template.Footer,
        buttons = template.Buttons,
        samples = template.Parameters.Zip(template.Samples, (name, value) => new { name, value }),
        bindings = new
        {
            header = template.Image is null ? [] : new[] { "header" },
            body = template.Parameters,
            buttons = template.Buttons.Select((_, index) => $"button{index + 1}"),
        },
    };

    private static IEnumerable<ExportedTemplate> Rows(Template template) => TemplateCatalogue.Languages.Select(language =>
        new ExportedTemplate(
            template.Name, template.Category.ToString().ToLowerInvariant(), language, template.Header?.In(language), template.Image,
            template.Body(language)!, template.Footer?.In(language), template.Parameters, template.Samples[language],
            [.. template.Buttons.Select(button => button.Titles.In(language))]));
}
