namespace Samvad.Outages;

/// <summary>An outage as its office counts it.</summary>
/// <param name="At">When it was counted.</param>
/// <param name="Single">It was told by a message of its own.</param>
/// <param name="Told">People at it know that supply is off: by a message of its own or by a digest.</param>
public sealed record StormOutage(
    string Key, DateTimeOffset At, Affected Affected, DateTimeOffset? Etr, bool Open, bool Told, bool Single);

/// <summary>What the outages around it make of what is to be told of one.</summary>
/// <param name="Speaks">It is told by a message of its own.</param>
/// <param name="Except">Who is not told it, because another outage concerns them still.</param>
/// <param name="Office">Where it counts.</param>
public sealed record Heeded(bool Speaks, Affected Except, string? Office);

/// <summary>One message instead of many.</summary>
/// <param name="Number">Of the office's digests, from 1.</param>
/// <param name="Outages">Open ones at the office.</param>
/// <param name="Etr">By when they are expected to be over, all for which a time is known.</param>
public sealed record Digest(string Id, string Office, int Number, DateTimeOffset At, int Outages, DateTimeOffset? Etr, Affected To);

/// <summary>The outages of one office that count now, and whether they are a storm.</summary>
/// <param name="Since">When the storm began; null while there is none.</param>
/// <param name="DigestAt">When the next digest is due.</param>
/// <param name="Last">The latest digest.</param>
public sealed record Storm(
    string Office,
    IReadOnlyList<StormOutage> Outages,
    DateTimeOffset? Since = null,
    DateTimeOffset? DigestAt = null,
    Digest? Last = null)
{
    public StormOutage? Find(string key) => Outages.FirstOrDefault(outage => outage.Key == key);

    /// <summary>What else is without supply: who is there as well is not told yet that it is back.</summary>
    public Affected OpenBut(string key) => Union(outage => outage.Open && outage.Told && outage.Key != key);

    public Affected Union(Func<StormOutage, bool> which) =>
        Outages.Where(which).Aggregate(Affected.Nothing, (all, outage) => all.And(outage.Affected));

    public Storm With(StormOutage outage) => this with
    {
        Outages = [.. Outages.Where(other => other.Key != outage.Key), outage],
    };
}
