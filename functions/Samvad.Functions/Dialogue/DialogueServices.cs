using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Settings;

namespace Samvad.Dialogue;

/// <summary>What people write back, and what they are answered.</summary>
public static class DialogueServices
{
    public static IServiceCollection AddDialogue(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Answers>().AddSingleton<Correspondence>().AddSingleton<SenderNumbers>().AddSingleton<Letters>();
        services.AddSettings<DialogueOptions>(DialogueOptions.Section, configuration);
        services.AddSingleton<ConsentDialogue>().AddSingleton<Understanding>().AddSingleton<DialogueTexts>();
        services.AddSingleton<ConversationStore>().AddSingleton<Connections>().AddSingleton<Predictions>();
        services.AddSingleton<MediaStore>().AddSingleton<MediaIntake>().AddSingleton<Blocks>();
        services.AddSingleton<LinkRequests>().AddSingleton<LinkTalk>().AddSingleton<Subscriptions>();
        services.AddSingleton<TopicTalk>().AddSingleton<TicketTalk>();
        services.AddSingleton<SupplyTalk>().AddSingleton<ReportTalk>().AddSingleton<Limits>().AddSingleton<Routing>().AddSingleton<Conversing>();
        return services;
    }
}
