using System.Text.RegularExpressions;
using Samvad.Access;
using Samvad.Consumers;
using Samvad.Outages;
using Samvad.Tickets;
using Samvad.WhatsApp;

namespace Samvad.Announcements;

/// <summary>A Janamitra tells the own group something by WhatsApp: asked for, confirmed, then announced; "progress" counts.</summary>
public sealed partial class StaffAnnouncement(
    AnnouncementStore announcements, PlanQueue plans, Tracking.Progress progress, Groups groups, Staff staff,
    StaffTalks talks, TemplateCatalogue catalogue, AuditTrail trail, TimeProvider time)
{
    private const string Confirm = "announce";
    private const string TemplateName = "group_notice";
    private const int Longest = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan News = TimeSpan.FromHours(24);

    /// <returns>The text to answer with; null where the letter is not for this.</returns>
    public async Task<string?> HearAsync(InboundEvent letter, CancellationToken cancellationToken)
    {
        if (letter is not { Kind: InboundKind.Text, Text: { } said }
            || (await staff.ReadAsync(cancellationToken)).Find(letter.From) is not { Group: { } group } member)
            return null;
        var talk = await talks.FindAsync(letter.From, cancellationToken);
        if (talk?.Letter == letter.Id)
            return talk.Answer;
        if (Asked().Match(said) is { Success: true } asked)
            return await AskAsync(WhiteSpace().Replace(asked.Groups["text"].Value, " ").Trim());
        if (Progress().IsMatch(said) && talk is { Asked: StaffTalks.Done } && AnnouncementId.TryCreatedAt(talk.Subject, out _))
            return await ProgressAsync(talk.Subject);
        if (talk is not { Asked: Confirm } || time.GetUtcNow() - talk.At > Patience)
            return null;
        if (Yes().IsMatch(said))
            return await KeepAsync(StaffTalks.Done, await MakeAsync(talk), TextNames.NoticeGoes);
        return No().IsMatch(said) ? await KeepAsync(StaffTalks.Done, "", TextNames.NoticeDropped) : null;

        async Task<string> AskAsync(string text) => text.Length is 0 or > Longest
            ? Say(TextNames.NoticeLength)
            : await KeepAsync(Confirm, text, TextNames.NoticeConfirm, text);

        Task<string> KeepAsync(string what, string subject, string name, string text = "") => talks.KeepAsync(
            member.Address, new(what, subject, letter.Id, Say(name, text), time.GetUtcNow()), cancellationToken);

        async Task<string> MakeAsync(StaffTalk asked)
        {
            var reference = "GN-" + NameBasedGuid.Of("notice", asked.Letter).ToString("n")[..8];
            var id = await announcements.IdOfAsync(reference, cancellationToken);
            var at = AnnouncementId.CreatedAt(id);
            var values = TemplateCatalogue.Languages.ToDictionary(
                language => language, _ => (IReadOnlyList<string?>)[null, asked.Subject, reference]);
            var audience = Affected.Nothing with { Groups = [group] };
            await trail.AddAsync(
                new Caller($"staff:{group}", member.Name, new HashSet<Role> { Role.Staff }, member.Office),
                "AnnounceByWhatsApp", $"announcements/{id}", "WhatsApp", at, reference,
                new AuditNote().At(member.Office).Changed(null, new { reference, Template = TemplateName, Groups = audience.Groups }),
                cancellationToken);
            await announcements.AddAsync(
                new(id, reference, Topics.Service, TemplateName, values, audience, "staff", at, at + News), cancellationToken);
            await plans.AskAsync(new PlanRequest(id), id, cancellationToken);
            return id;
        }

        async Task<string> ProgressAsync(string id)
        {
            var counts = AnnouncementTotals.Of(await progress.ReadAsync(id, cancellationToken));
            var people = (await groups.FindAsync(group, cancellationToken))?.Members ?? 0;
            return Say(TextNames.NoticeProgress, $"{counts.Sent + counts.Delivered + counts.Read}/{people}");
        }

        string Say(string name, string text = "") =>
            catalogue.Text(name).In(member.Language).Replace("{text}", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s*(tell (my |the )?group|ग्रुपला सांगा|गटाला सांगा|ग्रुप को बताएँ|ग्रुप को बताएं|ग्रुप को बताओ)\s*[:：-]\s*(?<text>.*)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Asked();

    [GeneratedRegex(@"^\s*(yes|ok|send|हो|होय|हां|हाँ|जी हाँ|पाठवा|भेजो|भेजें)\s*[.!।]?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Yes();

    [GeneratedRegex(@"^\s*(no|cancel|नाही|नको|नहीं|रद्द)\s*[.!।]?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex No();

    [GeneratedRegex(@"^\s*(progress|status|प्रगती|प्रगति|स्थिती|स्थिति)\s*[?.।]?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Progress();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
