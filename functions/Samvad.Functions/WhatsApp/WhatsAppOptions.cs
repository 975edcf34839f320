using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp.Acs;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.WhatsApp;

/// <summary>Settings under `WhatsApp`.</summary>
public sealed class WhatsAppOptions
{
    public const string Section = "WhatsApp";

    /// <summary>The sender numbers. At least one; today the first sends everything.</summary>
    [MinLength(1)]
    public IList<ChannelOptions> Channels { get; } = [];

    /// <summary>Sends under way at once in one instance. Default 512: at 50 ms an answer, ten times Meta's 1,000/s.</summary>
    [Range(1, 10_000)]
    public int MaxInFlight { get; set; } = 512;

    /// <summary>Of them, those of one group. Default 16: 32 groups at once fill the 512.</summary>
    [Range(1, 1_000)]
    public int MaxInFlightPerShard { get; set; } = 16;

    /// <summary>Attempts at one message before it counts as failed. Default 8, about a minute of back-off.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The longest wait between two attempts. Default 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing is sent to somebody whom WhatsApp did not reach. Default 30 days.</summary>
    public TimeSpan UnreachableRecheck { get; set; } = TimeSpan.FromDays(30);

    public AcsOptions Acs { get; } = new();
}

/// <summary>One sender number.</summary>
public sealed class ChannelOptions
{
    /// <summary>At ACS the channel registration id, a GUID; at the Cloud API the phone number id, digits.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>The provider's name: `acs` (Azure Communication Services) or `cloud` (Meta's Cloud API).</summary>
    public string Provider { get; set; } = "acs";

    /// <summary>Messages per second; 0 is unthrottled. Default 80, Meta's default for a number.</summary>
    [Range(0, 100_000)]
    public double MessagesPerSecond { get; set; } = 80;
}

/// <summary>Settings under `WhatsApp:Acs`: an endpoint for the app's identity, or a connection string.</summary>
public sealed class AcsOptions
{
    /// <summary>`https://….communication.azure.com`.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>`endpoint=…;accesskey=…`; for a single machine only.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long one call may take. Default 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>All errors of the section at once, with full keys.</summary>
internal sealed class WhatsAppOptionsRules(IOptions<CloudApiOptions> cloud) : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        var errors = new List<string>();
        Check(options, WhatsAppOptions.Section, errors);
        for (var i = 0; i < options.Channels.Count; i++)
        {
            var key = $"{WhatsAppOptions.Section}:Channels:{i}";
            Check(options.Channels[i], key, errors);
            if (FaultOf(options.Channels[i]) is { } fault)
                errors.Add($"{key}:{fault}");
        }

        if (Uses(options, AcsProvider.ProviderName)
            && options.Acs.Endpoint is null && string.IsNullOrEmpty(options.Acs.ConnectionString))
        {
            errors.Add("WhatsApp:Acs:Endpoint is missing (or WhatsApp:Acs:ConnectionString on a single machine).");
        }

        if (Uses(options, CloudApiProvider.ProviderName))
            errors.AddRange(cloud.Value.Faults());
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool Uses(WhatsAppOptions options, string provider) =>
        options.Channels.Any(channel => channel.Provider == provider);

    private static string? FaultOf(ChannelOptions channel) => channel.Provider switch
    {
        AcsProvider.ProviderName => Guid.TryParse(channel.Id, out _)
            ? null : $"Id is '{channel.Id}'; a channel of acs has a GUID.",
        CloudApiProvider.ProviderName => channel.Id.Length > 0 && channel.Id.All(char.IsAsciiDigit)
            ? null : $"Id is '{channel.Id}'; a channel of cloud has the phone number id, which is digits.",
        _ => $"Provider is '{channel.Provider}'; known providers: acs, cloud.",
    };

    private static void Check(object section, string key, List<string> errors)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(section, new ValidationContext(section), results, validateAllProperties: true);
        errors.AddRange(results.Select(result => $"{key}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}"));
    }
}
