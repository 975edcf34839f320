namespace Samvad.LocalHost.Simulator;

/// <summary>What becomes of a request.</summary>
internal enum Outcome
{
    Accepted,
    Repeated,
    RepeatRejected,
    Refused,
    Throttled,
    Error500,
    HangUpBefore,
    HangUpAfter,
    Timeout,
}

/// <summary>The outcome, when to answer (milliseconds from now) and, where accepted, as what.</summary>
internal readonly record struct Verdict(
    Outcome Outcome, int DelayMs, Guid MessageId = default, string Person = "", int RetryAfterSeconds = 0, string? Code = null);

/// <summary>A valid request in the terms of no protocol in particular. A repeat key of 0 means none.</summary>
internal readonly ref struct Submission
{
    public required ReadOnlySpan<char> Person { get; init; }
    public required ReadOnlySpan<char> Channel { get; init; }
    public required Rendition Rendition { get; init; }
    public UInt128 RepeatKey { get; init; }
    public ulong BodyHash { get; init; }

    /// <summary>The protocol tells WhatsApp's verdict in its answer where it can; else a status tells it later.</summary>
    public bool AnswersCodes { get; init; }
}

/// <summary>Decides on requests: faults, repeats, limits; and writes the journal. Provider-neutral.</summary>
internal sealed class Simulation(
    ScriptHolder script, Journal journal, StatusWheel wheel, TemplateBook templates, TimeProvider time)
{
    private const int PairMs = 6000;
    private readonly Dictionary<string, ChannelLimit> _limits = [];
    private readonly Dictionary<ulong, int> _attempts = [];
    private readonly Dictionary<ulong, long> _lastToPerson = [];
    private readonly long _startMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startStamp = time.GetTimestamp();

    // Unix time that never goes backwards.
    public long NowMs => _startMs + (long)time.GetElapsedTime(_startStamp).TotalMilliseconds;

    public Verdict Submit(in Submission submission)
    {
        var settings = script.Current;
        var person = Draw.Hash(submission.Person);
        lock (journal.Gate)
        {
            var message = Draw.Mix(person ^ Draw.Mix(submission.Rendition.Hash));
            var attempt = _attempts.GetValueOrDefault(message);
            var draw = new Draw(settings.Seed, person, submission.Rendition.Hash, attempt);
            var delay = settings.LatencyMs + (int)(draw.Next() * settings.LatencyJitterMs);
            var fault = FaultOf(settings, draw.Next(), attempt);
            var refusal = submission.AnswersCodes && !IsSpared(settings, attempt) ? CodeOf(settings.Refusals, draw.Next()) : null;
            if (fault is not Outcome.Accepted || refusal is not null)
                _attempts[message] = attempt + 1;
            return fault is not (Outcome.Accepted or Outcome.HangUpAfter) ? Rejected(fault, delay, 1)
                : refusal is not null ? Refused(refusal, delay)
                : Take(submission, settings, person, delay, fault);
        }
    }

    /// <summary>Call under the journal's gate.</summary>
    public void Clear()
    {
        _limits.Clear();
        _attempts.Clear();
        _lastToPerson.Clear();
    }

    private Verdict Take(in Submission submission, Script settings, ulong person, int delay, Outcome outcome)
    {
        if (submission.RepeatKey != 0 && journal.RepeatOf(submission.RepeatKey) is { } first)
        {
            if (first.BodyHash != submission.BodyHash)
                return Rejected(Outcome.RepeatRejected, delay, 0);
            journal.CountRepeated();
            return Answer(first.Index, delay, outcome is Outcome.Accepted ? Outcome.Repeated : outcome);
        }

        var now = NowMs;
        var wait = LimitOf(submission.Channel).Take(RateOf(settings, submission.Channel), now);
        if (wait > 0)
            return Rejected(Outcome.Throttled, delay, (int)((wait + 999) / 1000));
        var failure = templates.FailureOf(submission.Rendition) ?? PairFailure(settings, person, now);
        if (failure is not null && submission.AnswersCodes)
            return Refused(failure, delay);
        // Where no status tells of a failure there is none.
        failure = settings.Statuses.Enabled ? failure ?? LaterFailure(settings, submission, person) : null;
        var index = journal.Accept(
            submission.Person, submission.Channel, submission.Rendition, now, submission.RepeatKey, submission.BodyHash,
            fails: failure is not null);
        if (outcome is Outcome.HangUpAfter)
            journal.CountRejected("hangUpAfter");
        Schedule(settings, index, failure, new Draw(settings.Seed, person, submission.Rendition.Hash, -2), now);
        return Answer(index, delay, outcome);
    }

    private static Outcome FaultOf(Script settings, double drawn, int attempt)
    {
        var shares = settings.Shares;
        if (IsSpared(settings, attempt))
            return Outcome.Accepted;
        if ((drawn -= shares.Throttled) < 0)
            return Outcome.Throttled;
        if ((drawn -= shares.Error500) < 0)
            return Outcome.Error500;
        if ((drawn -= shares.HangUpBefore) < 0)
            return Outcome.HangUpBefore;
        if ((drawn -= shares.HangUpAfter) < 0)
            return Outcome.HangUpAfter;
        return drawn - shares.Timeout < 0 ? Outcome.Timeout : Outcome.Accepted;
    }

    private static bool IsSpared(Script settings, int attempt) =>
        settings.RepeatsSucceed && attempt >= settings.RepeatsSucceedAfter;

    private Verdict Answer(int index, int delay, Outcome outcome) =>
        new(outcome, delay, journal.MessageId(index), journal.People[journal.Entries[index].Person]);

    private Verdict Rejected(Outcome outcome, int delay, int retryAfter)
    {
        journal.CountRejected(outcome switch
        {
            Outcome.Throttled => "429",
            Outcome.Error500 => "500",
            Outcome.RepeatRejected => "400",
            Outcome.HangUpBefore => "hangUpBefore",
            _ => "timeout",
        });
        return new Verdict(outcome, delay, RetryAfterSeconds: retryAfter);
    }

    private Verdict Refused(string code, int delay)
    {
        journal.CountRejected(code);
        return new Verdict(Outcome.Refused, delay, Code: code);
    }

    private void Schedule(Script settings, int index, string? failure, Draw draw, long now)
    {
        var statuses = settings.Statuses;
        if (!statuses.Enabled)
            return;
        var sent = now + draw.Between(statuses.SentDelayMs);
        if (failure is not null)
        {
            wheel.Add(new DueStatus(index, StatusKind.Failed, FailureCodes.NumberOf(failure), sent));
            return;
        }

        wheel.Add(new DueStatus(index, StatusKind.Sent, -1, sent));
        wheel.Add(new DueStatus(index, StatusKind.Delivered, -1, now + draw.Between(statuses.DeliveredDelayMs)));
        var read = now + draw.Between(statuses.ReadDelayMs);
        if (draw.Next() < statuses.ReadShare)
            wheel.Add(new DueStatus(index, StatusKind.Read, -1, read));
    }

    private string? LaterFailure(Script settings, in Submission submission, ulong person)
    {
        var hash = submission.Rendition.Hash;
        if (CodeOf(settings.Failures, new Draw(settings.Seed, person, hash, -3).Next()) is { } code)
            return code;
        return settings.FailFirst.Count > 0 && !journal.WasAccepted(submission.Person, submission.Rendition)
            ? CodeOf(settings.FailFirst, new Draw(settings.Seed, person, hash, -4).Next())
            : null;
    }

    private static string? CodeOf(IReadOnlyDictionary<string, double> shares, double drawn)
    {
        foreach (var (code, share) in shares)
            if ((drawn -= share) < 0)
                return code;
        return null;
    }

    private string? PairFailure(Script settings, ulong person, long now)
    {
        if (!settings.PairLimit)
            return null;
        if (_lastToPerson.TryGetValue(person, out var last) && now - last < PairMs)
            return "131056";
        _lastToPerson[person] = now;
        return null;
    }

    private ChannelLimit LimitOf(ReadOnlySpan<char> channel)
    {
        var lookup = _limits.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(channel, out var limit))
            lookup[channel] = limit = new ChannelLimit();
        return limit;
    }

    private static int RateOf(Script settings, ReadOnlySpan<char> channel) =>
        settings.Channels.Count > 0 && settings.Channels.TryGetValue(channel.ToString(), out var rate)
            ? rate
            : settings.MessagesPerSecond;
}
