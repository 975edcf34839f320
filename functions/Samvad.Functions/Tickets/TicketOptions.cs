using System.ComponentModel.DataAnnotations;

namespace Samvad.Tickets;

/// <summary>When a ticket goes to whom, counted from its opening; 0 skips that level.</summary>
public sealed class LadderOptions
{
    /// <summary>The section engineer is told of a ticket that nobody accepted.</summary>
    public TimeSpan Section { get; set; }

    /// <summary>The subdivision is told of a ticket that is not done.</summary>
    public TimeSpan Subdivision { get; set; }

    /// <summary>The division is told of a ticket that is not done; it is overdue from then on.</summary>
    public TimeSpan Division { get; set; }

    /// <summary>A day is a working day: as many hours as the office is open, counted while it is open.</summary>
    public bool WorkingDays { get; set; }

    internal IReadOnlyList<TimeSpan> Rungs => [Section, Subdivision, Division];
}

/// <summary>Settings under `Tickets`.</summary>
public sealed class TicketOptions : IValidatableObject
{
    public const string Section = "Tickets";

    /// <summary>A live wire kills: somebody must be on the way within 15 min; 1 h, 4 h. Day and night.</summary>
    public LadderOptions Hazard { get; set; } = new()
    {
        Section = TimeSpan.FromMinutes(15), Subdivision = TimeSpan.FromHours(1), Division = TimeSpan.FromHours(4),
    };

    /// <summary>A complaint harms nobody by waiting for the office to open: 1, 2 and 4 working days.</summary>
    public LadderOptions Complaint { get; set; } = new()
    {
        Section = TimeSpan.FromDays(1), Subdivision = TimeSpan.FromDays(2), Division = TimeSpan.FromDays(4), WorkingDays = true,
    };

    /// <summary>MERC's standard for a fuse-off call in towns is 3 h; the levels hear of it while it can still be kept.</summary>
    public LadderOptions NoSupplyUrban { get; set; } = new()
    {
        Section = TimeSpan.FromMinutes(30), Subdivision = TimeSpan.FromHours(2), Division = TimeSpan.FromHours(3),
    };

    /// <summary>MERC's standard for a fuse-off call in the country is 18 h.</summary>
    public LadderOptions NoSupplyRural { get; set; } = new()
    {
        Section = TimeSpan.FromHours(2), Subdivision = TimeSpan.FromHours(12), Division = TimeSpan.FromHours(18),
    };

    /// <summary>When offices are open, in Indian Standard Time. Default 10-18.</summary>
    [RegularExpression("^([01][0-9]|2[0-3])-([01][0-9]|2[0-4])$")]
    public string OfficeHours { get; set; } = "10-18";

    /// <summary>Days of every week on which offices are closed, with commas between. Default Sunday.</summary>
    public string RestDays { get; set; } = nameof(DayOfWeek.Sunday);

    /// <summary>Other days on which offices are closed, as 2027-01-26.</summary>
    public IList<DateOnly> Holidays { get; set; } = [];

    /// <summary>How long people may object to a resolution before the ticket is closed. Default 3 days.</summary>
    public TimeSpan CloseAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Reports so near to each other are of one place. Default 75 m.</summary>
    [Range(0, 500)]
    public double NearbyMetres { get; set; } = 75;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, ladder) in Ladders())
        {
            var climbs = ladder.Rungs.Where(rung => rung != TimeSpan.Zero).ToList();
            if (climbs.Any(rung => rung < TimeSpan.Zero) || climbs.Zip(climbs.Skip(1)).Any(pair => pair.First >= pair.Second))
                yield return new($"{Section}:{name}: Section, Subdivision and Division must rise, or be 0 to skip a level.", [name]);
        }

        if (OfficeHours is { Length: 5 } && string.CompareOrdinal(OfficeHours, 0, OfficeHours, 3, 2) >= 0)
            yield return new($"{Section}:{nameof(OfficeHours)}: '{OfficeHours}' closes before it opens.", [nameof(OfficeHours)]);
        if (!TryRestDays(out var rest) || rest.Count == 7)
            yield return new($"{Section}:{nameof(RestDays)}: '{RestDays}' is not a list of up to six of Monday to Sunday.", [nameof(RestDays)]);
        if (CloseAfter <= TimeSpan.Zero)
            yield return new($"{Section}:{nameof(CloseAfter)}: give people some time to object.", [nameof(CloseAfter)]);
    }

    internal LadderOptions Of(TicketType type, bool urban) => type switch
    {
        TicketType.Hazard => Hazard,
        TicketType.Complaint => Complaint,
        _ => urban ? NoSupplyUrban : NoSupplyRural,
    };

    internal bool TryRestDays(out IReadOnlySet<DayOfWeek> days)
    {
        var found = new HashSet<DayOfWeek>();
        days = found;
        var names = RestDays.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var name in names)
        {
            if (!Enum.TryParse<DayOfWeek>(name, ignoreCase: true, out var day) || char.IsAsciiDigit(name[0]))
                return false;
            found.Add(day);
        }

        return true;
    }

    private IEnumerable<(string Name, LadderOptions Ladder)> Ladders() =>
    [
        (nameof(Hazard), Hazard), (nameof(Complaint), Complaint),
        (nameof(NoSupplyUrban), NoSupplyUrban), (nameof(NoSupplyRural), NoSupplyRural),
    ];
}
