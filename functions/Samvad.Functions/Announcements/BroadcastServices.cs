using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Announcements.Approvals;
using Samvad.Announcements.Audiences;
using Samvad.Announcements.DryRuns;
using Samvad.Announcements.Library;
using Samvad.Announcements.Reports;
using Samvad.Announcements.Schedules;
using Samvad.Settings;

namespace Samvad.Announcements;

/// <summary>Tips and notices: content, audience, dry run, approval, schedule, report.</summary>
public static class BroadcastServices
{
    public static IServiceCollection AddBroadcasts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<LibraryOptions>(LibraryOptions.Section, configuration);
        services.AddSingleton<ContentLibrary>().AddSingleton<LibraryTemplates>().AddSingleton<TemplateStates>().AddSingleton<TemplateExport>();
        services.AddSingleton<AudienceStore>().AddSingleton<MadeWithin>().AddSingleton<Selections>();
        services.AddSingleton<AnnouncementReader>().AddSingleton<Announcing>();
        services.AddSingleton<GroupStream>().AddSingleton<Rehearsal>().AddSingleton<Backlog>().AddSingleton<Outlook>();
        services.AddSingleton<DryRunStore>().AddSingleton<DryRunQueue>().AddSingleton<DryRunning>();
        services.AddSingleton<Reactions>().AddSingleton<OfficeCounts>().AddSingleton<EndReport>().AddSingleton<TestSend>();
        services.AddSingleton<ApprovalStore>().AddSingleton<ApprovalDesk>();
        return services.AddSingleton<ScheduleStore>().AddSingleton<RunDrafts>().AddSingleton<ScheduleDesk>();
    }
}
