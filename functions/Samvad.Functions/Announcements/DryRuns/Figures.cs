namespace Samvad.Announcements.DryRuns;

/// <summary>An office's part of an audience.</summary>
/// <param name="People">Who would get a message; who sits in groups of several offices is counted with the first group.</param>
/// <param name="Shared">Of them, who sits in other groups of the audience too.</param>
public sealed record OfficeFigures(string Office, int People, int Shared);

/// <summary>Who would be told, in the terms of the ledger.</summary>
/// <param name="Groups">Of the audience.</param>
/// <param name="GroupsDone">Of them, those that are looked at.</param>
/// <param name="Audience">Lines that the ledger would have: somebody of several groups has one in each.</param>
/// <param name="People">Who would get a message.</param>
/// <param name="Skipped">Who would not, by the reasons of the ledger.</param>
/// <param name="Channels">The people by the channel that serves their group; without one under `none`.</param>
public sealed record Figures(
    int Groups,
    int GroupsDone,
    int Audience,
    int People,
    IReadOnlyDictionary<string, int> Skipped,
    IReadOnlyDictionary<string, int> Languages,
    IReadOnlyDictionary<string, int> Channels,
    IReadOnlyList<OfficeFigures> Offices)
{
    public const string NoChannel = "none";
}
