namespace Samvad.Intake.Formats;

/// <summary>What is known beside a document: from the request, the feed, or the event around it.</summary>
/// <param name="Source">Where the document does not name its sender; a key of ours.</param>
/// <param name="AsOf">Of what time the document is, where it does not say itself.</param>
internal sealed record Envelope(string? Source, DateTimeOffset? AsOf, DateTimeOffset ReceivedAt)
{
    /// <summary>The CloudEvent around it.</summary>
    public EventName? Event { get; init; }

    /// <summary>Names the outage where the document does not.</summary>
    public string? Subject { get; init; }
}

/// <summary>Names an event for good: a repeated one is the same event.</summary>
/// <param name="First">The number of the first report in it.</param>
internal sealed record EventName(string Id, int First);
