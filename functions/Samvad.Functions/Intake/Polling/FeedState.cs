using System.Text.Json.Serialization;

namespace Samvad.Intake.Polling;

/// <summary>How a feed stands and where it was left.</summary>
public sealed record FeedState
{
    public DateTimeOffset? LastPoll { get; init; }
    public DateTimeOffset? LastSuccess { get; init; }
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why the last poll failed and what to do; null where it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>Polls that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Events put on the queue, ever.</summary>
    public long Taken { get; init; }

    /// <summary>Events of the newest document that were refused.</summary>
    public int Rejected { get; init; }

    /// <summary>Why, the first twenty.</summary>
    public IReadOnlyList<Fault> Errors { get; init; } = [];

    /// <summary>The server's name of the newest document.</summary>
    public string? ETag { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Outage to a hash of what the newest document said of it.</summary>
    public IReadOnlyDictionary<string, string> Seen { get; init; } = new Dictionary<string, string>();
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FeedState))]
internal sealed partial class FeedJson : JsonSerializerContext;
