using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Samvad.Intake.Formats;

namespace Samvad.Intake.Polling;

/// <summary>Settings under `Intake`: the feeds that are polled.</summary>
public sealed class FeedsOptions
{
    /// <summary>None by default.</summary>
    public IList<FeedOptions> Feeds { get; } = [];

    /// <summary>How long one poll may take. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PollTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Polls that fail in a row before an alert is raised. Default 3: one that is missed mends itself.</summary>
    [Range(1, 1_000)]
    public int AlertAfterFailures { get; set; } = 3;

    /// <summary>The longest wait after failures, which doubles with each. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>Settings under `Intake:Feeds:0`.</summary>
public sealed class FeedOptions
{
    /// <summary>Our name of the feed.</summary>
    public string Name { get; set; } = "";

    public Uri? Url { get; set; }

    /// <summary>Its content type, where the server names a wrong one. Default: as the server says.</summary>
    public string? Format { get; set; }

    /// <summary>Where the documents do not name their sender. Default: the name.</summary>
    public string? Source { get; set; }

    /// <summary>Between two polls. Default 1 min.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>With <see cref="Password"/>: basic authentication.</summary>
    public string? Username { get; set; }

    public string? Password { get; set; }

    /// <summary>Sent in <see cref="TokenHeader"/>; as a bearer token where that is Authorization.</summary>
    public string? Token { get; set; }

    public string TokenHeader { get; set; } = "Authorization";

    [Range(1, OutageIntake.MaxBytes)]
    public int MaxBytes { get; set; } = OutageIntake.MaxBytes;

    internal string SourceOrName => Source ?? Name;

    internal bool HasSecret => Password is not null || Token is not null;
}

/// <summary>All errors of the feeds at once, with full keys.</summary>
internal sealed class FeedsOptionsRules : IValidateOptions<FeedsOptions>
{
    public ValidateOptionsResult Validate(string? name, FeedsOptions options)
    {
        var errors = options.Feeds.SelectMany((feed, index) => Faults(feed, $"{IntakeOptions.Section}:Feeds:{index}")).ToList();
        errors.AddRange(options.Feeds.GroupBy(feed => feed.Name).Where(same => same.Count() > 1)
            .Select(same => $"Intake:Feeds: {same.Count()} feeds are named '{same.Key}'; names are unique."));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Faults(FeedOptions feed, string key)
    {
        if (!Keys.IsKey(feed.Name, Draft.SourceLimit))
            yield return $"{key}:Name is '{feed.Name}'; 1 to {Draft.SourceLimit} of A-Z a-z 0-9 . _ : - are needed.";
        if (feed.Source is { } source && !Keys.IsKey(source, Draft.SourceLimit))
            yield return $"{key}:Source is '{source}'; 1 to {Draft.SourceLimit} of A-Z a-z 0-9 . _ : - are needed.";
        if (feed.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            yield return $"{key}:Url is '{feed.Url}'; an http or https address is needed.";
        else if (feed is { HasSecret: true, Url: { Scheme: "http", IsLoopback: false } })
            yield return $"{key}:Url is http, which shows the password or token to everybody on the way; use https.";
        if (feed.Interval < TimeSpan.FromSeconds(1))
            yield return $"{key}:Interval is {feed.Interval}; at least a second is needed.";
        if (feed.MaxBytes is < 1 or > OutageIntake.MaxBytes)
            yield return $"{key}:MaxBytes is {feed.MaxBytes}; 1 to {OutageIntake.MaxBytes} are possible.";
    }
}
