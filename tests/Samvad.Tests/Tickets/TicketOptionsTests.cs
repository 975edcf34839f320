using System.ComponentModel.DataAnnotations;
using Samvad.Tickets;

namespace Samvad.Tests.Tickets;

public sealed class TicketOptionsTests
{
    [Fact]
    public void The_defaults_are_those_that_the_utility_promises()
    {
        var options = new TicketOptions();
        Assert.Equal([15, 60, 240], Minutes(options.Hazard));
        Assert.Equal([30, 120, 180], Minutes(options.NoSupplyUrban));
        Assert.Equal([120, 720, 1080], Minutes(options.NoSupplyRural));
        Assert.Equal([1440, 2880, 5760], Minutes(options.Complaint));
        Assert.True(options.Complaint.WorkingDays);
        Assert.Equal(("10-18", "Sunday", TimeSpan.FromDays(3), 75),
            (options.OfficeHours, options.RestDays, options.CloseAfter, options.NearbyMetres));
        Assert.Empty(Faults(options));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var faults = Faults(new TicketOptions
        {
            Hazard = new() { Section = TimeSpan.FromHours(2), Subdivision = TimeSpan.FromHours(1) },
            OfficeHours = "18-10",
            RestDays = "Sunday, Funday",
            CloseAfter = TimeSpan.Zero,
        });
        Assert.Equal(
            [
                "Tickets:Hazard: Section, Subdivision and Division must rise, or be 0 to skip a level.",
                "Tickets:OfficeHours: '18-10' closes before it opens.",
                "Tickets:RestDays: 'Sunday, Funday' is not a list of up to six of Monday to Sunday.",
                "Tickets:CloseAfter: give people some time to object.",
            ],
            faults);
    }

    private static IEnumerable<double> Minutes(LadderOptions ladder) =>
        [ladder.Section.TotalMinutes, ladder.Subdivision.TotalMinutes, ladder.Division.TotalMinutes];

    private static List<string?> Faults(TicketOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), results, validateAllProperties: true);
        return [.. results.Select(result => result.ErrorMessage)];
    }
}
