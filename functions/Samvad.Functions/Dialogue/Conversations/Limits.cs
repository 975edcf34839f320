using Microsoft.Extensions.Options;

namespace Samvad.Dialogue;

/// <summary>What a person who writes very much is told.</summary>
public enum Patience
{
    Answer,

    /// <summary>One word that there will be no more for a while.</summary>
    Warn,
    Silence,
}

/// <summary>
/// How much of one person is answered, so that two machines do not answer each other for ever. Dangers are heard three times
/// as often, and beyond any silence.
/// </summary>
public sealed class Limits(IOptions<DialogueOptions> options)
{
    private const int Danger = 3;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    /// <summary>Counts the message, and says what it is to be given.</summary>
    public (Conversation Counted, Patience Patience) Count(Turn turn)
    {
        var before = turn.Before;
        var heard = before.Heard.Where(at => at > turn.At - Day).TakeLast(options.Value.MostPerDay * Danger).Append(turn.At).ToList();
        var counted = before with { Heard = heard };
        var danger = turn.Heard.Intent == Intent.Hazard || before.Step is Step.HazardWhat or Step.HazardWhere;
        if (turn.Heard.Text.Length > 0 && turn.Heard.Text == before.Last?.Trim())
            return (counted, Patience.Silence);
        if (danger)
            return (counted, IsTooMuch(heard, turn.At, Danger) ? Patience.Silence : Patience.Answer);
        if (before.SilentUntil > turn.At)
            return (counted, Patience.Silence);
        return IsTooMuch(heard, turn.At, 1)
            ? (counted with { SilentUntil = turn.At + Silence }, Patience.Warn)
            : (counted, Patience.Answer);
    }

    private bool IsTooMuch(List<DateTimeOffset> heard, DateTimeOffset now, int times) =>
        heard.Count > options.Value.MostPerDay * times
        || heard.Count(at => at > now - Minute) > options.Value.MostPerMinute * times;
}
