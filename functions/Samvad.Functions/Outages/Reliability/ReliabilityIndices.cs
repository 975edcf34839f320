namespace Samvad.Outages.Reliability;

/// <summary>
/// The indices of IEEE 1366 (SAIFI, SAIDI, CAIDI, MAIFI) for one office or feeder and month: interruptions and minutes
/// per connected consumer. An outage counts in the month in which it began, with all its length.
/// </summary>
/// <param name="Consumers">Connected ones.</param>
/// <param name="Saifi">Sustained interruptions a consumer.</param>
/// <param name="Saidi">Minutes of sustained interruption a consumer.</param>
/// <param name="Caidi">Minutes that a sustained interruption lasted; null where there was none.</param>
/// <param name="Maifi">Momentary interruptions a consumer.</param>
/// <param name="PlannedMinutes">The share of planned work in <paramref name="Saidi"/>.</param>
public sealed record ReliabilityIndices(
    string Office,
    string? Feeder,
    int Consumers,
    int Sustained,
    int Momentary,
    double Saifi,
    double Saidi,
    double? Caidi,
    double Maifi,
    double PlannedMinutes);

/// <summary>Adds interruptions up.</summary>
internal sealed class ReliabilitySum(string office, string? feeder, int consumers)
{
    private int _sustained;
    private int _momentary;
    private double _interrupted;
    private double _minutes;
    private double _planned;
    private double _blinks;

    /// <summary>Adds what of an interruption lies here.</summary>
    /// <param name="momentary">What is no longer than that counts as momentary.</param>
    /// <param name="now">What is still running is counted until then.</param>
    public void Add(Interruption interruption, IEnumerable<Part> here, TimeSpan momentary, DateTimeOffset now)
    {
        double blinks = 0, sustained = 0;
        foreach (var part in here)
        {
            var length = (part.Until ?? now) - interruption.Start;
            if (length <= momentary)
            {
                blinks += part.Consumers;
                continue;
            }

            sustained += part.Consumers;
            _minutes += part.Consumers * length.TotalMinutes;
            if (interruption.Kind == OutageKind.Planned)
                _planned += part.Consumers * length.TotalMinutes;
        }

        _interrupted += sustained;
        _blinks += blinks;
        _sustained += sustained > 0 ? 1 : 0;
        _momentary += sustained == 0 && blinks > 0 ? 1 : 0;
    }

    /// <summary>Where nobody is connected, as far as is known, no index can be given.</summary>
    public ReliabilityIndices? Indices => consumers == 0 ? null : new(
        office,
        feeder,
        consumers,
        _sustained,
        _momentary,
        Round(_interrupted / consumers),
        Round(_minutes / consumers),
        _interrupted == 0 ? null : Round(_minutes / _interrupted),
        Round(_blinks / consumers),
        Round(_planned / consumers));

    private static double Round(double value) => Math.Round(value, 4);
}
