using Azure.Messaging.ServiceBus;
using Samvad.Announcements.Library;
using Samvad.LocalHost.Broker;
using Samvad.WhatsApp;

namespace Samvad.LocalHost.Simulator;

/// <summary>What the simulator takes from the rest of the local host and from the app.</summary>
internal static class Wiring
{
    public const string EventsQueue = "provider-events";

    public static ServiceBusClient Broker(string dataDirectory, HostLease lease) => new LocalServiceBusClient(
        dataDirectory, lease, QueueDefinitions.Read(Path.Combine(AppContext.BaseDirectory, "queues.json")), TimeProvider.System);

    /// <summary>The app's own catalogue and the library it brings stand for the templates that Meta approved.</summary>
    public static TemplateBook Templates()
    {
        var catalogue = TemplateCatalogue.Load();
        var templates = new LibraryTemplates(Microsoft.Extensions.Options.Options.Create(new LibraryOptions()));
        var library = LibraryTemplates.Brought.Select(templates.Of).ToDictionary(template => template.Name);
        return new(name => (catalogue.Find(name) ?? library.GetValueOrDefault(name)) is { } template
            ? new(
                template.Parameters.Count,
                language => template.Body(language) is not null,
                template.Render,
                template.Parameters,
                language => [.. template.Buttons.Select(button => button.Titles.In(language))])
            : null);
    }
}
