using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Samvad.Announcements;
using Samvad.Storage;

namespace Samvad.FanOut.Pacing;

/// <summary>Instants at which messages may leave: the first, and so many more at equal distances.</summary>
public readonly record struct Slots(DateTimeOffset First, TimeSpan Interval, int Count);

/// <summary>What asking for slots came to: slots, or the instant at which to ask again.</summary>
public readonly record struct Reservation(Slots? Slots, DateTimeOffset AskAgainAt);

/// <summary>
/// The clock of each channel that all instances share: one row holds the instant at which the channel's next message
/// may leave. Who sends moves it forward by what is to be sent, with a conditional write, so the channel's rate is kept
/// however many instances there are. A crash wastes what it had reserved, about two times <see cref="LongestBlock"/>.
/// </summary>
public sealed class PaceClock(SamvadTables tables, TimeProvider time)
{
    /// <summary>
    /// How far ahead the clock may be moved. What routine messages reserve, an urgent one has to wait for; what urgent
    /// ones reserve bridges the times in which the store is slow.
    /// </summary>
    private static readonly TimeSpan RoutineAhead = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan UrgentAhead = TimeSpan.FromMilliseconds(1500);
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMilliseconds(250);

    /// <summary>A slot nearer than the write takes could not be kept; this is what the write takes lately, and more.</summary>
    private static readonly TimeSpan LeastLead = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostLead = TimeSpan.FromMilliseconds(300);

    /// <summary>So long after urgent messages were waiting somewhere, routine ones leave them the channel.</summary>
    private static readonly TimeSpan UrgentEcho = TimeSpan.FromSeconds(2);

    /// <summary>Above the rate itself, what a provider that counts messages in any second still lets pass.</summary>
    private const double Tolerance = 1.02;

    /// <summary>How unevenly the way to the provider takes its time, seen over loopback with all processors busy.</summary>
    private static readonly TimeSpan Way = TimeSpan.FromMilliseconds(9);

    /// <summary>After a 429 the rate falls to so much of itself, and rises again by <see cref="Recovery"/> a second.</summary>
    private const double Setback = 0.8;
    private const double Recovery = 0.05;
    private readonly ConcurrentDictionary<string, Row> _rows = new();
    private TimeSpan _lead = LeastLead;

    /// <param name="rate">Messages per second, above 0.</param>
    /// <param name="wanted">How many messages are waiting.</param>
    public async Task<Reservation> ReserveAsync(
        string channel, double rate, int wanted, Priority priority, CancellationToken cancellationToken)
    {
        var ahead = priority == Priority.Urgent ? UrgentAhead : RoutineAhead;
        while (true)
        {
            var row = _rows.TryGetValue(channel, out var known) ? known : await ReadAsync(channel, cancellationToken);
            var now = time.GetUtcNow();
            if (priority == Priority.Routine && row.UrgentAt + UrgentEcho > now)
            {
                // Seen in a row that may be old by now: look again before long.
                _rows.TryRemove(channel, out _);
                return new Reservation(null, now + LongestBlock);
            }

            var first = row.Next > now + _lead ? row.Next : now + _lead;
            var next = priority == Priority.Urgent ? row with { UrgentAt = now } : row;
            Slots? slots = null;
            if (first - now <= ahead)
            {
                var interval = TimeSpan.FromSeconds(1 / (rate * row.ShareAt(now) * Used(rate)));
                var count = Math.Clamp((int)(LongestBlock / interval), 1, wanted);
                slots = new Slots(first, interval, count);
                next = next with { Next = first + count * interval };
            }
            else if (now - row.UrgentAt < UrgentEcho / 2 || priority == Priority.Routine)
            {
                // The next instant is a second-hand one where another instance moved it; it is read again then.
                _rows.TryRemove(channel, out _);
                return new Reservation(null, first - ahead);
            }

            if (await WriteAsync(channel, next, cancellationToken))
                return new Reservation(slots, slots is null ? first - ahead : now);
        }
    }

    /// <summary>
    /// Of the rate, how much is used. In any second the provider lets so many whole messages pass; one more than that must
    /// span more than a second, also where the first of them was late and the last one early.
    /// </summary>
    internal static double Used(double rate) => Math.Clamp(
        Math.Floor(rate * Tolerance) / (rate * (1 + (ChannelPace.Early + ChannelPace.Late + Way).TotalSeconds)), 0.975, 0.995);

    /// <summary>The provider says that the channel is too fast: nobody sends for a while, then all more slowly.</summary>
    public async Task HoldAsync(string channel, TimeSpan pause, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await ReadAsync(channel, cancellationToken);
            var now = time.GetUtcNow();
            var until = now + pause;
            if (row.Next >= until)
                return;
            // Whoever is refused while the channel is held speaks of the same burst.
            var share = row.ShareFrom > now ? row.Share : Math.Max(0.1, row.ShareAt(now) * Setback);
            var held = row with { Next = until, Share = share, ShareFrom = until };
            if (await WriteAsync(channel, held, cancellationToken))
                return;
        }
    }

    private async Task<Row> ReadAsync(string channel, CancellationToken cancellationToken)
    {
        var found = await tables.Pace.GetEntityIfExistsAsync<TableEntity>(
            channel, channel, cancellationToken: cancellationToken);
        var row = found.HasValue
            ? new Row(
                Instant(found.Value!, nameof(Row.Next)),
                Instant(found.Value!, nameof(Row.UrgentAt)),
                Convert.ToDouble(found.Value![nameof(Row.Share)], CultureInfo.InvariantCulture),
                Instant(found.Value!, nameof(Row.ShareFrom)),
                found.Value!.ETag)
            : new Row(default, default, 1, default, null);
        return _rows[channel] = row;
    }

    /// <returns>False where another instance was faster.</returns>
    private async Task<bool> WriteAsync(string channel, Row row, CancellationToken cancellationToken)
    {
        // Ticks, because a table's own times are as fine but read back in another form by some stores.
        var entity = new TableEntity(channel, channel)
        {
            [nameof(Row.Next)] = row.Next.UtcTicks,
            [nameof(Row.UrgentAt)] = row.UrgentAt.UtcTicks,
            [nameof(Row.Share)] = row.Share,
            [nameof(Row.ShareFrom)] = row.ShareFrom.UtcTicks,
        };
        var since = time.GetTimestamp();
        try
        {
            var response = row.ETag is { } etag
                ? await tables.Pace.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
                : await tables.Pace.AddEntityAsync(entity, cancellationToken);
            _rows[channel] = row with { ETag = response.Headers.ETag };
            _lead = LeadAfter(time.GetElapsedTime(since));
            return true;
        }
        catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            _rows.TryRemove(channel, out _);
            return false;
        }
    }

    /// <summary>Rises at once where a write is slow, and falls slowly.</summary>
    private TimeSpan LeadAfter(TimeSpan write)
    {
        var lead = TimeSpan.FromTicks(Math.Max(write.Ticks * 2, _lead.Ticks * 9 / 10));
        return lead < LeastLead ? LeastLead : lead > MostLead ? MostLead : lead;
    }

    private static DateTimeOffset Instant(TableEntity entity, string name) =>
        new(entity.GetInt64(name) ?? 0, TimeSpan.Zero);

    private sealed record Row(
        DateTimeOffset Next, DateTimeOffset UrgentAt, double Share, DateTimeOffset ShareFrom, ETag? ETag)
    {
        /// <summary>Of the rate, what is used after a 429.</summary>
        public double ShareAt(DateTimeOffset now) =>
            Share >= 1 ? 1 : Math.Clamp(Share + Recovery * Math.Max(0, (now - ShareFrom).TotalSeconds), 0.1, 1);
    }
}
