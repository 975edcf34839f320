using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>
/// Links a number to a connection: who asks gives the consumer number, who is registered with it says yes, and only then
/// is the number seated beside theirs. Who asks learns nothing of the owner.
/// </summary>
public sealed partial class LinkTalk(
    LinkRequests requests,
    Groups groups,
    MemberPages members,
    People people,
    Seating seating,
    Letters letters,
    TemplateCatalogue catalogue,
    DialogueTexts texts,
    IOptions<DialogueOptions> options,
    ILogger<LinkTalk> logger)
{
    private const string Yes = "link:yes";
    private const string No = "link:no";
    private const string Template = "link_request";
    private const string LinkedPrefix = "w-";

    /// <summary>After a refusal the owner is not asked again by the same person for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromDays(30);

    public Task<Reply> BeginAsync(Turn turn, CancellationToken cancellationToken) => turn.Heard.ConsumerNumber is null
        ? Task.FromResult(Ask(turn, TextNames.LinkNumber))
        : GivenAsync(turn, cancellationToken);

    /// <summary>The person gives the consumer number.</summary>
    public async Task<Reply> GivenAsync(Turn turn, CancellationToken cancellationToken)
    {
        var number = turn.Heard.ConsumerNumber!;
        if (turn.Before.LinksAsked.Count(at => at > turn.At - TimeSpan.FromDays(1)) >= options.Value.MostLinksPerDay)
            return new(turn.Before.Asked(Step.None, turn.At), texts.Say(TextNames.LinkTooOften, turn.Language));
        var counted = turn with { Before = turn.Before with { LinksAsked = [.. turn.Before.LinksAsked.TakeLast(9), turn.At] } };
        var (group, seats) = await RegisteredAsync(number, cancellationToken);
        if (seats.Count == 0)
            return Ask(counted, TextNames.ConsumerNumberUnknown);
        if (seats.Any(member => member.Address == turn.Inbound.From))
            return new(counted.Before.Asked(Step.None, turn.At), texts.Say(TextNames.LinkAlready, turn.Language));
        var owner = seats.FirstOrDefault(member => !member.Id.StartsWith(LinkedPrefix, StringComparison.Ordinal)) ?? seats[0];
        await RequestAsync(turn, group!, owner, number, cancellationToken);
        return new(counted.Before.Asked(Step.None, turn.At), texts.Say(TextNames.LinkAsked, turn.Language));
    }

    /// <summary>The registered person decides.</summary>
    /// <returns>Null where the message is no such decision.</returns>
    public async Task<Reply?> DecideAsync(Turn turn, CancellationToken cancellationToken)
    {
        var id = QuickReply.AnnouncementOf(turn.Heard.Payload, Yes);
        var given = id is not null;
        if ((id ?? QuickReply.AnnouncementOf(turn.Heard.Payload, No)) is not { } asked)
            return null;
        if (await requests.FindAsync(asked, cancellationToken) is not { } request || request.Owner != turn.Inbound.From
            || (request.State == LinkState.Asked && turn.At > request.At + options.Value.LinkLasts))
            return new(turn.Before, texts.Say(TextNames.LinkOver, turn.Language));
        if (request.State == LinkState.Asked)
        {
            request = request with { State = given ? LinkState.Given : LinkState.Refused };
            await requests.SaveAsync(request, cancellationToken);
            LogDecided(request.Id, given);
        }

        // Also where it was decided before: a kill may have come between the decision and the seat.
        if (request.State == LinkState.Given)
            await SeatAsync(request, cancellationToken);
        await TellAskerAsync(request, cancellationToken);
        return new(turn.Before, texts.Say(
            request.State == LinkState.Given ? TextNames.LinkGiven : TextNames.LinkRefused, turn.Language));
    }

    private async Task RequestAsync(
        Turn turn, string group, Member owner, string number, CancellationToken cancellationToken)
    {
        var id = LinkRequests.IdOf(turn.Inbound.From, number);
        var known = await requests.FindAsync(id, cancellationToken);
        if (known is { State: LinkState.Refused } && turn.At < known.At + Rest)
            return;
        if (known is not { State: LinkState.Asked } || turn.At > known.At + options.Value.LinkLasts)
        {
            await requests.SaveAsync(
                new(id, turn.Inbound.From, owner.Address, group, owner.Id, number, turn.Language, turn.At, LinkState.Asked)
                {
                    ETag = known?.ETag,
                },
                cancellationToken);
            LogAsked(id);
        }
        else if (known.At != turn.At)
        {
            // The owner has it before them.
            return;
        }

        // Who wanted no more messages gets none, not even this.
        if (await people.FindAsync(owner.Address, cancellationToken) is { Consents.Count: > 0, Consent: Topics.None })
            return;
        var template = catalogue[Template];
        var content = new TemplateContent(
            template, owner.Language, [turn.Inbound.From, "…" + number[^4..], "L-" + id[..6].ToUpperInvariant()])
        {
            Payloads = template.Payloads(id),
        };
        await letters.SendAsync(
            new($"link:{id}:{turn.At.UtcTicks}", owner.Address, content, content), cancellationToken);
    }

    private async Task SeatAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        var (group, seats) = await RegisteredAsync(request.ConsumerNumber, cancellationToken);
        if (group is null || (seats.FirstOrDefault(member => member.Id == request.Member) ?? seats.FirstOrDefault()) is not { } owner)
            return;
        var language = (await people.FindAsync(request.Asker, cancellationToken))?.Language ?? request.Language;
        await seating.SeatAsync(
            [new(group, LinkedPrefix + request.Id, request.Asker, "…" + request.ConsumerNumber[^4..], language, [],
                owner.Category, owner.ConsumerNumber, owner.Feeder, owner.Transformer)],
            cancellationToken);
    }

    private async Task TellAskerAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        var language = (await people.FindAsync(request.Asker, cancellationToken))?.Language ?? request.Language;
        var name = request.State == LinkState.Given ? TextNames.LinkDone : TextNames.LinkNotDone;
        var text = new TextContent(texts.Say(name, language, ("number", request.ConsumerNumber[^4..])));
        // Later than a day after the person asked there is no template for it; their next message shows them the seat.
        await letters.SendAsync(new($"linked:{request.Id}:{request.At.UtcTicks}", request.Asker, text), cancellationToken);
    }

    private async Task<(string? Group, IReadOnlyList<Member> Seats)> RegisteredAsync(
        string number, CancellationToken cancellationToken)
    {
        foreach (var group in await groups.ByConsumerNumbersAsync([number], cancellationToken))
        {
            var seats = (await members.ReadAsync(group.Id, cancellationToken)).Where(member => member.ConsumerNumber == number).ToList();
            if (seats.Count > 0)
                return (group.Id, seats);
        }

        return (null, []);
    }

    private Reply Ask(Turn turn, string name) =>
        new(turn.Before.Asked(Step.LinkNumber, turn.At), texts.Say(name, turn.Language));

    [LoggerMessage(EventIds.LinkAsked, LogLevel.Information, "Link {LinkId}: the registered person is asked")]
    private partial void LogAsked(string linkId);

    [LoggerMessage(EventIds.LinkDecided, LogLevel.Information, "Link {LinkId}: given is {Given}")]
    private partial void LogDecided(string linkId, bool given);
}
