using Microsoft.Extensions.DependencyInjection;

namespace Samvad.Dialogue;

/// <summary>What people write back, and what they are answered.</summary>
public static class DialogueServices
{
    public static IServiceCollection AddDialogue(this IServiceCollection services)
    {
        services.AddSingleton<Answers>().AddSingleton<Correspondence>().AddSingleton<SenderNumbers>().AddSingleton<Letters>();
        services.AddSingleton<ConsentDialogue>();
        return services;
    }
}
