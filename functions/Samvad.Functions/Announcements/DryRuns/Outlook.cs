using System.Globalization;
using Microsoft.Extensions.Options;
using Samvad.Announcements.Library;
using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.FanOut.Pacing;
using Samvad.Operations;
using Samvad.Tracking;
using Samvad.WhatsApp;
using Samvad.WhatsApp.Channels;

namespace Samvad.Announcements.DryRuns;

/// <summary>From figures to what an officer decides by: channels, minutes, cost, warnings and texts.</summary>
public sealed class Outlook(
    TemplateCatalogue catalogue,
    ChannelStore channels,
    DailyLimit daily,
    Backlog backlog,
    TemplateStates states,
    Alerts alerts,
    Offices offices,
    IOptions<AnnouncementOptions> options,
    TimeProvider time)
{
    public async Task<DryRunView> OfAsync(
        Announcement announcement, Figures figures, Shard? first, bool whole, CancellationToken cancellationToken)
    {
        var template = announcement.Template.Length == 0 ? null : catalogue.Of(announcement);
        var tree = await offices.ReadTreeAsync(cancellationToken);
        var serving = whole ? await ChannelsAsync(announcement, figures, cancellationToken) : [];
        var costs = whole ? Costs(template, serving) : [];
        return new DryRunView(
            announcement.Template,
            template?.Category.ToString().ToLowerInvariant(),
            announcement.ExpiresAt,
            figures.Groups,
            figures.GroupsDone,
            figures.Audience,
            figures.People,
            figures.Skipped,
            figures.Languages,
            [.. figures.Offices.Select(office => new OfficeView(office.Office, tree.Find(office.Office)?.Name, office.People, office.Shared))],
            serving,
            costs,
            whole ? await WarningsAsync(announcement, template, figures, serving, cancellationToken) : [],
            Texts(announcement, template, first?.Place));
    }

    private static Dictionary<string, string> Texts(Announcement announcement, Template? template, Names? place) =>
        template is null ? [] : announcement.Values.ToDictionary(
            values => values.Key,
            values => template.RenderWhole(
                values.Key, [.. values.Value.Select(value => value ?? place?.In(values.Key) ?? "…")]));

    private async Task<IReadOnlyList<ChannelFigures>> ChannelsAsync(
        Announcement announcement, Figures figures, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var queued = await backlog.ReadAsync(now, cancellationToken);
        var quiet = QuietHours.Of(announcement, options.Value);
        var serving = new List<ChannelFigures>();
        foreach (var channel in await channels.AllAsync(cancellationToken))
        {
            if (!figures.Channels.TryGetValue(channel.Id, out var people))
                continue;
            var ahead = queued.GetValueOrDefault(channel.Id);
            var headroom = channel.DailyLimit > 0
                ? Math.Max(0, channel.DailyLimit - (await daily.UsedAsync(channel, cancellationToken)).Used)
                : (int?)null;
            var shortfall = headroom is { } room ? Math.Max(0, people - room) : 0;
            var work = channel.MessagesPerSecond > 0
                ? TimeSpan.FromSeconds((ahead + people) / (channel.MessagesPerSecond * PaceClock.Used(channel.MessagesPerSecond)))
                : (TimeSpan?)null;
            var ends = Timeline.EndOf(now, work ?? TimeSpan.Zero, quiet);
            if (shortfall > 0)
                ends = Later(ends, now.AddDays(Math.Ceiling(shortfall / (double)channel.DailyLimit)));
            serving.Add(new ChannelFigures(
                channel.Id, channel.Provider, people, channel.MessagesPerSecond, ahead,
                work is { } length ? Math.Round(length.TotalMinutes, 1) : null,
                work is null && ends <= now ? null : ends,
                channel.DailyLimit, headroom, shortfall));
        }

        return serving;
    }

    private List<Cost> Costs(Template? template, IReadOnlyList<ChannelFigures> serving)
    {
        if (template is null)
            return [];
        var category = template.Category.ToString().ToLowerInvariant();
        var costs = new List<Cost>();
        foreach (var provider in serving.GroupBy(channel => channel.Provider))
        {
            var messages = provider.Sum(channel => channel.People);
            foreach (var (currency, price) in options.Value.Prices.GetValueOrDefault(provider.Key)?.GetValueOrDefault(category) ?? [])
                costs.Add(new Cost(provider.Key, category, currency, messages, price, messages * price));
        }

        return costs;
    }

    private async Task<IReadOnlyList<Warning>> WarningsAsync(
        Announcement announcement,
        Template? template,
        Figures figures,
        IReadOnlyList<ChannelFigures> serving,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var warnings = new List<Warning>();
        if (figures.People == 0)
            warnings.Add(new("nobody", "Nobody would be told. See who is skipped and why."));
        if (template?.Category == TemplateCategory.Marketing && announcement.Topic is Topics.Outage or Topics.Planned)
            warnings.Add(new("marketing-without-consent", "People agreed to hear of outages, not to marketing. Choose a utility template.", figures.People));
        if (template?.Category == TemplateCategory.Marketing && figures.Skipped.GetValueOrDefault(SkipReason.NoConsent) is > 0 and var refused)
            warnings.Add(new("not-agreed", "They did not agree to this topic and are left out.", refused));
        if (figures.Skipped.GetValueOrDefault(SkipReason.WeekLimit) is > 0 and var enough)
            warnings.Add(new("told-enough", "They got as many tips or notices in the last seven days as the settings allow.", enough));
        if (figures.Channels.GetValueOrDefault(Figures.NoChannel) is > 0 and var unserved)
            warnings.Add(new("no-channel", "No active channel serves their offices; they would wait for one.", unserved));
        if (QuietHours.EndOf(now, QuietHours.Of(announcement, options.Value)) is { } morning)
            warnings.Add(new("quiet-hours", $"It is quiet now; sending begins at {Ist(morning)}."));
        else if (serving.Any(channel => Timeline.Meets(now, channel.Minutes ?? 0, QuietHours.Of(announcement, options.Value))))
            warnings.Add(new("quiet-hours", "Sending reaches the quiet hours and goes on in the morning."));
        foreach (var channel in serving.Where(channel => channel.Shortfall > 0))
            warnings.Add(new("daily-limit", $"Channel {channel.Channel} may write to {channel.Headroom} people more within the day.", channel.Shortfall));
        if (Late(announcement, serving) is > 0 and var late)
            warnings.Add(new("expires-before-end", $"It expires at {Ist(announcement.ExpiresAt)}, before the last ones are reached.", late));
        await AddTemplateAsync(warnings, announcement, template, figures, serving, cancellationToken);
        return warnings;
    }

    private async Task AddTemplateAsync(
        List<Warning> warnings,
        Announcement announcement,
        Template? template,
        Figures figures,
        IReadOnlyList<ChannelFigures> serving,
        CancellationToken cancellationToken)
    {
        if (template is null)
            return;
        var known = await states.OfAsync(template.Name, cancellationToken);
        foreach (var provider in serving.Select(channel => channel.Provider).Distinct())
        {
            var others = announcement.Values.Keys.Where(figures.Languages.ContainsKey)
                .Select(language => (Language: language, State: known.GetValueOrDefault($"{provider} {language}")))
                .Where(one => one.State != TemplateState.Approved).ToList();
            if (others.Count == 0)
                continue;
            var list = string.Join(", ", others.Select(one => $"{one.Language} {KebabCase.Of(one.State)}"));
            warnings.Add(new(
                "template-not-approved", $"Template {template.Name} is not known to be approved at {provider}: {list}.",
                others.Sum(one => figures.Languages.GetValueOrDefault(one.Language))));
        }

        if ((await alerts.ListAsync(open: true, 1_000, cancellationToken))
            .Any(alert => alert.Kind == "template-fault" && alert.Subject == template.Name))
            warnings.Add(new("template-refused", $"WhatsApp refused template {template.Name} lately: see GET /api/alerts."));
    }

    /// <summary>About how many are not reached before it expires.</summary>
    private static int Late(Announcement announcement, IReadOnlyList<ChannelFigures> serving) => serving
        .Where(channel => channel.EndsAt > announcement.ExpiresAt)
        .Sum(channel => channel.MessagesPerSecond <= 0 ? Math.Max(channel.Shortfall, 1) : (int)Math.Min(
            channel.People,
            Math.Max(1, (channel.EndsAt!.Value - announcement.ExpiresAt).TotalSeconds * channel.MessagesPerSecond)));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static string Ist(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromMinutes(330)).ToString("yyyy-MM-dd HH:mm 'IST'", CultureInfo.InvariantCulture);
}
