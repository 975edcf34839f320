using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Samvad.LocalHost;

/// <summary>What the console shows: single lines, the app's own from Information, all others from Warning.</summary>
internal static class Logs
{
    /// <param name="configuration">Settings `Logging:LogLevel:…` are laid over that.</param>
    public static void Configure(ILoggingBuilder logging, IConfiguration? configuration = null)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Samvad", LogLevel.Information);
        if (configuration is not null)
            logging.AddConfiguration(configuration.GetSection("Logging"));
    }
}
