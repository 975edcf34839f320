using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.FanOut.Pacing;

/// <summary>When a message may leave through a channel.</summary>
public sealed partial class Paces(
    PaceClock clock, IOptions<WhatsAppOptions> options, TimeProvider time, ILogger<Paces> logger)
{
    private readonly ConcurrentDictionary<string, Backlog> _backlogs = new();
    private readonly ConcurrentDictionary<string, ChannelPace> _paces = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _heldUntil = new();

    /// <summary>Ends when a group may be begun because its messages are needed soon.</summary>
    /// <returns>Its part of what is ready.</returns>
    internal Task<ReadyMessages> BeginAsync(Channel channel, Priority priority, CancellationToken cancellationToken)
    {
        var backlog = _backlogs.GetOrAdd(channel.Id, _ => new Backlog());
        // A second's worth; without a rate as many as are under way.
        backlog.Enough = channel.MessagesPerSecond > 0 ? channel.MessagesPerSecond : options.Value.MaxInFlight;
        return backlog.EnterAsync(priority, cancellationToken);
    }

    /// <summary>Ends when it may.</summary>
    /// <returns>Its turn; who does not use it gives it back. Of a channel without a rate it means nothing.</returns>
    public ValueTask<DateTimeOffset> WaitAsync(Channel channel, Priority priority, CancellationToken cancellationToken)
    {
        if (channel.MessagesPerSecond <= 0)
            return HeldAsync(channel, cancellationToken);
        var pace = Of(channel.Id);
        pace.Rate = channel.MessagesPerSecond;
        return new ValueTask<DateTimeOffset>(pace.WaitAsync(priority, cancellationToken));
    }

    /// <summary>Whether it is too late for the turn.</summary>
    public bool IsOver(Channel channel, DateTimeOffset turn) =>
        channel.MessagesPerSecond > 0 && ChannelPace.IsOver(turn, time.GetUtcNow());

    /// <summary>The message does not leave after all: its turn goes to the next that waits.</summary>
    public void GiveBack(Channel channel, DateTimeOffset turn)
    {
        if (channel.MessagesPerSecond > 0)
            Of(channel.Id).GiveBack(turn);
    }

    /// <summary>The provider answered a message.</summary>
    public void Answered(Channel channel)
    {
        if (channel.MessagesPerSecond > 0)
            Of(channel.Id).Answered();
    }

    /// <summary>The provider found the channel too fast: all instances pause, and go on more slowly.</summary>
    public async Task ThrottledAsync(Channel channel, TimeSpan pause, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Of the messages under way many are refused at once; one of them speaks for all.
        if (_heldUntil.GetValueOrDefault(channel.Id) > now)
            return;
        _heldUntil[channel.Id] = now + pause;
        if (channel.MessagesPerSecond <= 0)
            return;
        Of(channel.Id).Drop();
        await clock.HoldAsync(channel.Id, pause, cancellationToken);
        LogThrottled(channel.Id, pause);
    }

    private ChannelPace Of(string id) => _paces.GetOrAdd(id, channel => new ChannelPace(channel, clock, time));

    /// <summary>Without a rate there is no shared clock; this instance keeps the provider's pause by itself.</summary>
    private ValueTask<DateTimeOffset> HeldAsync(Channel channel, CancellationToken cancellationToken) =>
        _heldUntil.IsEmpty || !_heldUntil.TryGetValue(channel.Id, out var until) || until <= time.GetUtcNow()
            ? default
            : PauseAsync(until, cancellationToken);

    private async ValueTask<DateTimeOffset> PauseAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await Task.Delay(until - time.GetUtcNow(), time, cancellationToken);
        return default;
    }

    [LoggerMessage(EventIds.ChannelThrottled, LogLevel.Warning, "Channel {ChannelId} was too fast for its provider; it pauses for {Pause}")]
    private partial void LogThrottled(string channelId, TimeSpan pause);
}
