using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp.Acs;
using Samvad.WhatsApp.Channels;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.WhatsApp;

/// <summary>Settings under `WhatsApp`.</summary>
public sealed class WhatsAppOptions
{
    public const string Section = "WhatsApp";

    /// <summary>The sender numbers to begin with, at least one; see <see cref="ChannelStore"/>.</summary>
    [MinLength(1)]
    public IList<ChannelOptions> Channels { get; } = [];

    /// <summary>Sends under way at once in one instance. Default 512: at 50 ms an answer, ten times Meta's 1,000/s.</summary>
    [Range(1, 10_000)]
    public int MaxInFlight { get; set; } = 512;

    /// <summary>
    /// Of them, those of one group on a channel without a rate. Default 128: four groups fill the 512, while others are
    /// prepared or recorded; more of them at once would be held in memory for longer.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxInFlightPerShard { get; set; } = 128;

    /// <summary>Attempts at one message before it counts as failed. Default 8, about a minute of back-off.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The longest wait between two attempts. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The least time between two messages to one person. Default 6 s, WhatsApp's pair limit (error 131056). 0 is none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PairInterval { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// At a provider that drops no repeats: how long a message whose outcome is unknown waits for its status before it
    /// is sent again. Default 10 min; longer risks fewer duplicates and later news.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan DoubtWait { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a provider that drops repeats is asked about a message whose outcome is unknown. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DoubtInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long nothing is sent to somebody whom WhatsApp did not reach. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan UnreachableRecheck { get; set; } = TimeSpan.FromDays(30);

    public AcsOptions Acs { get; } = new();
}

/// <summary>One sender number.</summary>
public sealed class ChannelOptions
{
    /// <summary>Our name of the channel.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>`acs`, or `cloud` for Meta's Cloud API.</summary>
    public string Provider { get; set; } = AcsProvider.ProviderName;

    /// <summary>At ACS the channel registration id, a GUID; at the Cloud API the phone number id. Default: the id.</summary>
    public string? Sender { get; set; }

    /// <summary>Messages per second; 0 is unthrottled. Default 80, Meta's default for a number.</summary>
    [Range(0, 100_000)]
    public double MessagesPerSecond { get; set; } = 80;

    /// <summary>Unique people in a moving 24 hours, as Meta's tier allows. Default 0, unlimited.</summary>
    [Range(0, int.MaxValue)]
    public int DailyLimit { get; set; }

    /// <summary>Codes of the offices whose groups it serves. Default none: all that no other channel serves.</summary>
    public IList<string> Offices { get; } = [];

    internal string SenderOrId => Sender ?? Id;

    internal Channel ToChannel() => new(Id, Provider, SenderOrId, MessagesPerSecond, DailyLimit, [.. Offices])
    {
        Seed = string.Create(
            CultureInfo.InvariantCulture,
            $"{Provider} {SenderOrId} {MessagesPerSecond} {DailyLimit} {string.Join(',', Offices)}"),
    };
}

/// <summary>Settings under `WhatsApp:Acs`: an endpoint for the app's identity, or a connection string.</summary>
public sealed class AcsOptions
{
    /// <summary>`https://….communication.azure.com`.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>`endpoint=…;accesskey=…`; for a single machine only.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long one call may take. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong, each with its full key.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Endpoint is null && string.IsNullOrEmpty(ConnectionString))
            yield return "WhatsApp:Acs:Endpoint is missing (or WhatsApp:Acs:ConnectionString on a single machine).";
    }
}

/// <summary>All errors of the section at once, with full keys.</summary>
internal sealed class WhatsAppOptionsRules(IOptions<CloudApiOptions> cloud) : IValidateOptions<WhatsAppOptions>
{
    public ValidateOptionsResult Validate(string? name, WhatsAppOptions options)
    {
        var errors = new List<string>();
        for (var i = 0; i < options.Channels.Count; i++)
        {
            var key = $"{WhatsAppOptions.Section}:Channels:{i}";
            var channel = options.Channels[i];
            if (channel.Provider is not (AcsProvider.ProviderName or CloudApiProvider.ProviderName))
                errors.Add($"{key}:Provider is '{channel.Provider}'; known providers: acs, cloud.");
            else if (!SenderRules.IsValid(channel.Provider, channel.SenderOrId))
                errors.Add($"{key}:Sender is '{channel.SenderOrId}'. {SenderRules.Of(channel.Provider)}");
        }

        if (Uses(options, AcsProvider.ProviderName))
            errors.AddRange(options.Acs.Faults());
        if (Uses(options, CloudApiProvider.ProviderName))
            errors.AddRange(cloud.Value.Faults());
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool Uses(WhatsAppOptions options, string provider) =>
        options.Channels.Any(channel => channel.Provider == provider);
}
