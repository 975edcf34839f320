using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Samvad.LocalHost.Simulator;

/// <summary>
/// How the simulated provider behaves. Times in milliseconds, shares from 0 to 1, rates in messages per second.
/// </summary>
public sealed record Script
{
    public int LatencyMs { get; init; } = 50;
    public int LatencyJitterMs { get; init; }

    /// <summary>Of every channel that <see cref="Channels"/> does not name; 0 = unlimited.</summary>
    public int MessagesPerSecond { get; init; }

    public IReadOnlyDictionary<string, int> Channels { get; init; } = new Dictionary<string, int>();

    /// <summary>Fail a second message to one person within 6 s with 131056.</summary>
    public bool PairLimit { get; init; }

    public FaultShares Shares { get; init; } = new();

    /// <summary>Share per WhatsApp error code of messages that are accepted and fail later.</summary>
    public IReadOnlyDictionary<string, double> Failures { get; init; } = new Dictionary<string, double>();

    /// <summary>
    /// The same, but of messages that are a person's first of an announcement: sent again, they are delivered.
    /// </summary>
    public IReadOnlyDictionary<string, double> FailFirst { get; init; } = new Dictionary<string, double>();

    /// <summary>Share per WhatsApp error code of requests refused at once; the Cloud API alone does so.</summary>
    public IReadOnlyDictionary<string, double> Refusals { get; init; } = new Dictionary<string, double>();

    public StatusScript Statuses { get; init; } = new();

    public MediaScript Media { get; init; } = new();

    /// <summary>Whether a message that met faults <see cref="RepeatsSucceedAfter"/> times meets no more.</summary>
    public bool RepeatsSucceed { get; init; } = true;

    public int RepeatsSucceedAfter { get; init; } = 3;
    public ulong Seed { get; init; } = 1;
}

/// <summary>The shares of requests that meet a fault; drawn per message and attempt.</summary>
public sealed record FaultShares
{
    /// <summary>429 with Retry-After 1.</summary>
    public double Throttled { get; init; }

    public double Error500 { get; init; }

    /// <summary>The connection breaks and nothing was accepted.</summary>
    public double HangUpBefore { get; init; }

    /// <summary>The message is accepted and the connection breaks before the answer.</summary>
    public double HangUpAfter { get; init; }

    /// <summary>No answer ever, and nothing was accepted.</summary>
    public double Timeout { get; init; }
}

/// <summary>How often the download of each file fails before it succeeds.</summary>
public sealed record MediaScript
{
    /// <summary>Answered with 500.</summary>
    public int Error500 { get; init; }

    /// <summary>The connection breaks half-way.</summary>
    public int Cut { get; init; }
}

/// <summary>Which statuses come, and how long after acceptance: [least, most].</summary>
public sealed record StatusScript
{
    public bool Enabled { get; init; } = true;
    public int[] SentDelayMs { get; init; } = [100, 400];
    public int[] DeliveredDelayMs { get; init; } = [300, 1500];
    public int[] ReadDelayMs { get; init; } = [1000, 4000];
    public double ReadShare { get; init; } = 0.6;
    public double DuplicateShare { get; init; }
    public bool Shuffle { get; init; }

    /// <summary>Events per Service Bus message; Event Grid allows up to 5,000.</summary>
    public int Batch { get; init; } = 100;
}

/// <summary>The script in force; a partial one is laid over it.</summary>
internal sealed class ScriptHolder
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private volatile Script _current = new();

    public Script Current => _current;

    public void Reset() => _current = new Script();

    /// <exception cref="JsonException">A name is not known or a value is out of range.</exception>
    public void Lay(string partial)
    {
        var whole = JsonSerializer.SerializeToNode(_current, Json)!.AsObject();
        if (JsonNode.Parse(partial) is not JsonObject changes)
            throw new JsonException("The script must be a JSON object.");
        Merge(whole, changes);
        var next = whole.Deserialize<Script>(Json)!;
        Check(next);
        _current = next;
    }

    private static void Merge(JsonObject whole, JsonObject changes)
    {
        foreach (var (name, value) in changes)
            if (value is null)
                whole.Remove(name);
            else if (value is JsonObject inner && whole[name] is JsonObject target)
                Merge(target, inner);
            else
                whole[name] = value.DeepClone();
    }

    private static void Check(Script script)
    {
        var s = script.Shares;
        var faults = new[] { s.Throttled, s.Error500, s.HangUpBefore, s.HangUpAfter, s.Timeout };
        if (faults.Any(share => share is < 0 or > 1) || faults.Sum() > 1)
            throw new JsonException("The shares must be between 0 and 1, and 1 at most together.");
        foreach (var codes in new[] { script.Failures, script.FailFirst, script.Refusals })
            if (codes.Values.Any(share => share is < 0 or > 1) || codes.Values.Sum() > 1)
                throw new JsonException("The shares of the codes must be between 0 and 1, and 1 at most together.");
        var t = script.Statuses;
        foreach (var range in new[] { t.SentDelayMs, t.DeliveredDelayMs, t.ReadDelayMs })
            if (range is not [>= 0, >= 0] || range[0] > range[1])
                throw new JsonException("A delay is [least, most] in milliseconds.");
        if (script.LatencyMs < 0 || script.LatencyJitterMs < 0 || t.Batch is < 1 or > 5000)
            throw new JsonException("Latencies are 0 or more; statuses.batch is between 1 and 5000.");
    }
}
