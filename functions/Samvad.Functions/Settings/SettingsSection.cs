using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Samvad.Settings;

/// <summary>A section of the settings and the options that it is bound to.</summary>
/// <param name="Name">As `WhatsApp:Cloud`.</param>
/// <param name="Check">Binds and checks it.</param>
internal sealed record SettingsSection(string Name, Type Type, Action<IServiceProvider> Check)
{
    /// <summary>The first part of its name.</summary>
    public string Root => Name.Split(':')[0];
}

/// <summary>Options of the app, which <see cref="SettingsAtStart"/> checks.</summary>
internal static class SettingsServices
{
    /// <summary>Binds a section; what is wrong with it is told at the start, with everything else that is wrong.</summary>
    public static IServiceCollection AddSettings<T>(
        this IServiceCollection services, string section, IConfiguration configuration) where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section));
        services.AddSingleton<IValidateOptions<T>>(new SettingRules<T>(section));
        services.AddSingleton(new SettingsSection(
            section, typeof(T), provider => _ = provider.GetRequiredService<IOptions<T>>().Value));
        services.TryAddSingleton<IStartupValidator>(provider =>
            new SettingsAtStart(provider, configuration, provider.GetServices<SettingsSection>()));
        return services;
    }
}
