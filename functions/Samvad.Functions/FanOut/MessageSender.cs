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
        var template = _catalogue[announcement.Template];
        var values = announcement.Values.ToDictionary(
            language => language.Key,
            language => (IReadOnlyList<string>)[.. language.Value.Select(value => value ?? place.In(language.Key))]);
        var sends = new List<Task>(page.Deliveries.Count);
        try
        {
            foreach (var delivery in page.Deliveries.Where(delivery => delivery.Status == DeliveryStatus.Queued))
            {
                await _pace.WaitAsync(cancellationToken);
                await _slots.WaitAsync(cancellationToken);
                var message = new OutgoingMessage(
                    NameBasedGuid.Of(announcement.Id, delivery.Address),
                    page.BegunAt!.Value,
                    _channel.Id,
                    delivery.Address,
                    template,
                    delivery.Language,
                    values[delivery.Language]);
                sends.Add(SendAsync(message, announcement.ExpiresAt, delivery, page, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(sends);
        }
    }

    /// <summary>Holds a slot while the provider is asked, not while waiting to ask again.</summary>
    private async Task SendAsync(
        OutgoingMessage message, DateTimeOffset expiresAt, Delivery delivery, LedgerPage page, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            SendOutcome outcome;
            try
            {
                if (_time.GetUtcNow() >= expiresAt)
                {
                    Expire(delivery, page);
                    return;
                }

                outcome = await _provider.SendAsync(message, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }

            if (Settle(outcome, attempt, delivery, page) is not { } wait)
                return;
            await Task.Delay(wait, _time, cancellationToken);
            await _pace.WaitAsync(cancellationToken);
            await _slots.WaitAsync(cancellationToken);
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
}
