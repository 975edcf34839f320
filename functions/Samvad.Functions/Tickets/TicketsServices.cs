using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Settings;

namespace Samvad.Tickets;

/// <summary>Hazards, complaints and no-supply reports, with their owners and clocks.</summary>
public static class TicketsServices
{
    public static IServiceCollection AddTickets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<TicketOptions>(TicketOptions.Section, configuration);
        services.AddSingleton<TicketStore>().AddSingleton<TicketPlaces>().AddSingleton<TicketFollowers>();
        services.AddSingleton<TicketClocks>().AddSingleton<TicketChanges>().AddSingleton<TicketNotices>();
        services.AddSingleton<TicketTexts>().AddSingleton<MediaLinks>().AddSingleton<Ladder>().AddSingleton<TicketSteps>();
        services.AddSingleton<StaffTalks>().AddSingleton<StaffReplies>().AddSingleton<TicketList>();
        services.AddSingleton<Announcements.StaffAnnouncement>();
        return services.AddSingleton<TicketDesk>();
    }
}
