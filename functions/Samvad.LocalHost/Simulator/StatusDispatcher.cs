using System.Buffers;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Samvad.LocalHost.Simulator.CloudApi;
using Samvad.Storage;

namespace Samvad.LocalHost.Simulator;

/// <summary>A status with all that its event says.</summary>
internal readonly record struct StatusEvent(
    Guid MessageId,
    string Person,
    string Channel,
    StatusKind Kind,
    string? Code,
    DateTimeOffset At,
    string? Callback = null);

/// <summary>Writes one event in the protocol's own form.</summary>
internal delegate void StatusWriter(Utf8JsonWriter json, in StatusEvent status);

/// <summary>
/// Sends due statuses in arrays to the queue, at least once: a failed send is repeated until it succeeds. Those of the
/// Cloud API go to the webhooks. Statuses that wait when the process ends are lost.
/// </summary>
internal sealed class StatusDispatcher(
    Journal journal,
    StatusWheel wheel,
    ScriptHolder script,
    StatusWriter writer,
    ServiceBusSender? sender,
    Webhooks webhooks,
    Callbacks callbacks,
    TimeProvider time,
    ILogger<StatusDispatcher> logger) : BackgroundService
{
    private const int EventBytes = 640;
    private const int LargestBytes = 200 * 1024; // a Service Bus message takes 256 KiB (Standard)
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private readonly List<DueStatus> _due = [];
    private readonly long[] _sent = new long[4];
    private int _inFlight;
    private long _generation;

    public int Pending => wheel.Count + Volatile.Read(ref _inFlight) + webhooks.Pending;
    public long SentOf(StatusKind kind) => Interlocked.Read(ref _sent[(int)kind]);

    /// <summary>Drops what waits. Call under the journal's gate.</summary>
    public void Clear()
    {
        Interlocked.Increment(ref _generation);
        wheel.Clear();
        webhooks.Clear();
        callbacks.Clear();
        Array.Clear(_sent);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Beat, time);
        while (await beat.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(e, "Statuses could not be written");
            }
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        _due.Clear();
        var generation = Interlocked.Read(ref _generation);
        wheel.Turn(time.GetUtcNow().ToUnixTimeMilliseconds(), _due);
        if (_due.Count == 0)
            return;
        Volatile.Write(ref _inFlight, _due.Count);
        try
        {
            var settings = script.Current.Statuses;
            Disturb(settings, script.Current.Seed);
            var messages = Messages(settings.Batch, generation);
            if (sender is not null && messages.Count > 0)
                await SendAsync(messages, generation, cancellationToken);
            if (generation == Interlocked.Read(ref _generation))
                foreach (var status in _due)
                    Interlocked.Increment(ref _sent[(int)status.Kind]);
        }
        finally
        {
            Volatile.Write(ref _inFlight, 0);
        }
    }

    private void Disturb(StatusScript settings, ulong seed)
    {
        if (settings.DuplicateShare > 0)
            for (var i = _due.Count - 1; i >= 0; i--)
                if (DrawFor(seed, _due[i], 1).Next() < settings.DuplicateShare)
                    _due.Add(_due[i]);
        if (settings.Shuffle)
            for (var i = _due.Count - 1; i > 0; i--)
            {
                var other = (int)(DrawFor(seed, _due[i], 2).Next() * (i + 1));
                (_due[i], _due[other]) = (_due[other], _due[i]);
            }
    }

    private static Draw DrawFor(ulong seed, in DueStatus status, int purpose) =>
        new(seed, (ulong)status.Entry, (ulong)status.Kind, purpose);

    private List<ServiceBusMessage> Messages(int batch, long generation)
    {
        var messages = new List<ServiceBusMessage>();
        var events = new List<StatusEvent>(_due.Count);
        long posted;
        lock (journal.Gate)
        {
            if (generation != Interlocked.Read(ref _generation))
                return messages;
            posted = webhooks.Generation;
            foreach (var due in _due)
            {
                var entry = journal.Entries[due.Entry];
                var id = journal.MessageId(due.Entry);
                events.Add(new StatusEvent(
                    id,
                    journal.People[entry.Person],
                    journal.Channels[entry.Channel],
                    due.Kind,
                    FailureCodes.NameOf(due.Failure),
                    DateTimeOffset.FromUnixTimeMilliseconds(due.DueMs),
                    callbacks.Of(id)));
            }
        }

        Post(events, batch, posted);
        if (sender is null)
            return messages;
        for (var start = 0; start < events.Count;)
            messages.Add(Message(events, ref start, batch));
        return messages;
    }

    private void Post(List<StatusEvent> events, int batch, long generation)
    {
        var numbers = events.Where(status => CloudApiNumber.Is(status.Channel)).GroupBy(status => status.Channel);
        foreach (var channel in numbers)
            foreach (var chunk in channel.Chunk(batch))
                webhooks.Post(CloudApiNotifications.OfStatuses(channel.Key, chunk), chunk.Length, generation);
        events.RemoveAll(status => CloudApiNumber.Is(status.Channel));
    }

    // As many events as the batch allows and a message carries.
    private ServiceBusMessage Message(List<StatusEvent> events, ref int next, int batch)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Min(batch, events.Count - next) * EventBytes);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            var end = Math.Min(next + batch, events.Count);
            for (; next < end && json.BytesCommitted < LargestBytes; next++)
            {
                var status = events[next];
                writer(json, in status);
                json.Flush();
            }

            json.WriteEndArray();
        }

        return new ServiceBusMessage(buffer.WrittenMemory)
        {
            MessageId = Guid.NewGuid().ToString("n"),
            ContentType = "application/json",
        };
    }

    private async Task SendAsync(List<ServiceBusMessage> messages, long generation, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(200); ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await sender!.SendAllAsync(messages, cancellationToken);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (generation != Interlocked.Read(ref _generation))
                    return;
                logger.LogWarning(
                    "{Count} statuses could not be sent ({Reason}); again in {Pause}", _due.Count, e.Message, pause);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }
}
