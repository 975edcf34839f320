using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.Tracking;
using Samvad.WhatsApp;

namespace Samvad.FanOut;

/// <summary>Sends what is queued on a ledger page, at the channel's pace, and notes on the page what came of it.</summary>
public sealed class MessageSender
{
    private readonly IMessageProvider _provider;
    private readonly TemplateCatalogue _catalogue;
    private readonly TimeProvider _time;
    private readonly WhatsAppOptions _options;
    private readonly ChannelOptions _channel;
    private readonly ChannelPace _pace;
    private readonly SemaphoreSlim _slots;

    public MessageSender(
        IEnumerable<IMessageProvider> providers, TemplateCatalogue catalogue, IOptions<WhatsAppOptions> options, TimeProvider time)
    {
        _catalogue = catalogue;
        _time = time;
        _options = options.Value;
        _channel = _options.Channels[0];
        _provider = providers.Single(provider => provider.Name == _channel.Provider);
        _pace = new ChannelPace(_channel.MessagesPerSecond, time);
        _slots = new SemaphoreSlim(_options.MaxInFlight);
    }

    /// <summary>Ends when every delivery of the page is final.</summary>
    public async Task SendAsync(Announcement announcement, Names place, LedgerPage page, CancellationToken cancellationToken)
    {
        var queued = page.Deliveries.Where(delivery => delivery.Status == DeliveryStatus.Queued).ToArray();
        var next = -1;
        var template = _catalogue[announcement.Template];
        var letter = new Letter(
            announcement,
            announcement.Values.ToDictionary(
                language => language.Key,
                language => new TemplateContent(
                    template, language.Key, [.. language.Value.Select(value => value ?? place.In(language.Key))])),
            page);
        var retries = new ConcurrentBag<Task>();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(_options.MaxInFlightPerShard, queued.Length)).Select(_ => WorkAsync()));
        }
        finally
        {
            await Task.WhenAll(retries);
        }

        // A few workers per page, not a task per message: a worker goes on without a switch of threads.
        async Task WorkAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < queued.Length; index = Interlocked.Increment(ref next))
            {
                if (await AttemptAsync(letter, queued[index], 1, cancellationToken) is { } wait)
                    retries.Add(RetryAsync(letter, queued[index], wait, cancellationToken));
            }
        }
    }

    /// <summary>Waits without holding a slot, so that others are sent meanwhile.</summary>
    private async Task RetryAsync(Letter letter, Delivery delivery, TimeSpan wait, CancellationToken cancellationToken)
    {
        for (var attempt = 2; ; attempt++)
        {
            await Task.Delay(wait, _time, cancellationToken);
            if (await AttemptAsync(letter, delivery, attempt, cancellationToken) is not { } longer)
                return;
            wait = longer;
        }
    }

    private async ValueTask<TimeSpan?> AttemptAsync(
        Letter letter, Delivery delivery, int attempt, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            if (_time.GetUtcNow() >= letter.Announcement.ExpiresAt)
            {
                Expire(delivery, letter.Page);
                return null;
            }

            var message = new OutgoingMessage(
                NameBasedGuid.Of(letter.Announcement.Id, delivery.Address),
                letter.Page.BegunAt!.Value,
                _channel.Id,
                delivery.Address,
                letter.Contents[delivery.Language]);
            return Settle(await _provider.SendAsync(message, cancellationToken), attempt, delivery, letter.Page);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <returns>How long to wait before trying again; null where the delivery is final.</returns>
    private TimeSpan? Settle(SendOutcome outcome, int attempt, Delivery delivery, LedgerPage page)
    {
        var failure = outcome.Code is null ? null : FailureTable.Of(outcome.Code);
        lock (page)
        {
            delivery.Attempts++;
            if (failure is null)
            {
                delivery.MessageId = outcome.MessageId;
                delivery.AcceptedAt = _time.GetUtcNow().ToUnixTimeMilliseconds();
                delivery.Advance(DeliveryStatus.Accepted, null, delivery.AcceptedAt.Value);
                return null;
            }

            if (!failure.Retryable || attempt >= _options.MaxAttempts)
            {
                delivery.Advance(DeliveryStatus.Failed, failure.Code, _time.GetUtcNow().ToUnixTimeMilliseconds());
                return null;
            }
        }

        var backOff = failure.RetryAfter!.Value * Math.Pow(2, attempt - 1);
        var wait = outcome.RetryAfter > backOff ? outcome.RetryAfter.Value : backOff;
        return wait < _options.MaxRetryDelay ? wait : _options.MaxRetryDelay;
    }

    private static void Expire(Delivery delivery, LedgerPage page)
    {
        lock (page)
        {
            delivery.Status = DeliveryStatus.Skipped;
            delivery.Code = SkipReason.Expired;
        }
    }

    /// <summary>What all messages of a page have in common.</summary>
    private sealed record Letter(
        Announcement Announcement,
        IReadOnlyDictionary<string, TemplateContent> Contents,
        LedgerPage Page);
}
