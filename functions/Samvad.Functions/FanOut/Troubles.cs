using Microsoft.Extensions.Logging;
using Samvad.Announcements;
using Samvad.Operations;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.FanOut;

/// <summary>
/// What a failure means beyond the one message: a template that is refused parks its announcement, a number that may not
/// send stops its channel, and somebody is told.
/// </summary>
public sealed partial class Troubles(AnnouncementStore announcements, ChannelStore channels, Alerts alerts, ILogger<Troubles> logger)
{
    public Task MetAsync(string announcement, string channel, Failure failure, CancellationToken cancellationToken) =>
        failure.Class switch
        {
            FailureClass.TemplateFault => ParkAsync(announcement, failure, cancellationToken),
            FailureClass.ChannelStopped => StopAsync(channel, failure, cancellationToken),
            _ => Task.CompletedTask,
        };

    private async Task ParkAsync(string announcement, Failure failure, CancellationToken cancellationToken)
    {
        var decided = await announcements.DecideAsync(
            announcement,
            header => header.Control.State == ControlState.Running && header.State != AnnouncementState.Finished
                ? header.Control with { State = ControlState.Parked, Reason = failure.Code }
                : null,
            cancellationToken);
        if (decided is not { Changed: true } parked)
            return;
        LogParked(announcement, failure.Code, failure.Sentence);
        var template = parked.Header.Announcement.Template;
        await alerts.RaiseAsync(
            "template-fault", template, $"{announcement} is parked ({failure.Code}). {failure.Sentence}", cancellationToken);
    }

    private async Task StopAsync(string channel, Failure failure, CancellationToken cancellationToken)
    {
        if (!await channels.StopAsync(channel, failure.Code, cancellationToken))
            return;
        LogStopped(channel, failure.Code, failure.Sentence);
        await alerts.RaiseAsync("channel-stopped", channel, $"Stopped by {failure.Code}. {failure.Sentence}", cancellationToken);
    }

    [LoggerMessage(EventIds.AnnouncementParked, LogLevel.Error, "Announcement {AnnouncementId} is parked: {Code}. {Remedy}")]
    private partial void LogParked(string announcementId, string code, string remedy);

    [LoggerMessage(EventIds.ChannelStopped, LogLevel.Error, "Channel {ChannelId} is stopped: {Code}. {Remedy}")]
    private partial void LogStopped(string channelId, string code, string remedy);
}
