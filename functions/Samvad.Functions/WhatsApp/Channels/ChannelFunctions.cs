using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Samvad.Access;
using Samvad.Announcements;
using Samvad.Consumers;
using Samvad.FanOut;
using Samvad.Operations;
using Samvad.WhatsApp.CloudApi;

namespace Samvad.WhatsApp.Channels;

/// <summary>What a caller says about a channel; what is left out stays, or takes its default.</summary>
internal sealed record ChannelBody(
    string? Provider,
    string? Sender,
    double? MessagesPerSecond,
    int? DailyLimit,
    IReadOnlyList<string>? Offices,
    string? State,
    string? Reason);

/// <summary>`GET /api/channels`, `GET` and `PUT /api/channels/{id}`. A change is in force everywhere within a second.</summary>
public sealed class ChannelFunctions(
    ChannelStore channels,
    IEnumerable<IMessageProvider> providers,
    DailyLimit daily,
    OpenAnnouncements open,
    Alerts alerts,
    IOptions<WhatsAppOptions> acs,
    IOptions<CloudApiOptions> cloud,
    Offices tree,
    OfficeScopes scopes,
    TimeProvider time)
{
    private static readonly IReadOnlyCollection<string> States = ["active", "draining", "stopped"];

    [Function(nameof(ListChannels))]
    public async Task<IResult> ListChannels(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "channels")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        var views = new List<object>();
        var scope = await scopes.OfAsync(request, cancellationToken);
        var all = await tree.ReadTreeAsync(cancellationToken);
        foreach (var channel in (await channels.AllAsync(cancellationToken)).Where(channel => channel.Serves(scope, all)))
            views.Add(await ViewAsync(channel, cancellationToken));
        return Results.Ok(new { channels = views });
    }

    [Function(nameof(ShowChannel))]
    public async Task<IResult> ShowChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "channels/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        await channels.FindAsync(id, cancellationToken) is { } channel
            && channel.Serves(
                await scopes.OfAsync(request, cancellationToken), await tree.ReadTreeAsync(cancellationToken))
            ? Results.Ok(await ViewAsync(channel, cancellationToken))
            : Problem.NotFound($"There is no channel '{id}'.");

    [Function(nameof(PutChannel))]
    public async Task<IResult> PutChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "channels/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        var (body, problem) = await RequestBody.ReadAsync<ChannelBody>(request, cancellationToken);
        if (body is null)
            return problem!;
        var check = new FieldCheck();
        check.Id("id", id);
        var known = await channels.FindAsync(id, cancellationToken);
        var wanted = Wanted(check, id, known, body);
        if (check.Faults.Count > 0)
            return Problem.Invalid("The channel was not written.", check.Faults);
        var scope = await scopes.OfAsync(request, cancellationToken);
        if (!scope.Covers(wanted.Offices) || (known is not null && !scope.Covers(known.Offices)))
            return OfficeScope.Beyond("The channel");
        AuditNote.Of(request).At([.. wanted.Offices, .. known?.Offices ?? []]).Changed(known, wanted);
        var written = await channels.ChangeAsync(id, before => Over(before, wanted), cancellationToken);
        if (written.State == ChannelState.Active && known?.State is not ChannelState.Active)
        {
            await alerts.ClearAsync("channel-stopped", id, cancellationToken);
            await open.WakeAsync(cancellationToken);
        }

        return Results.Ok(await ViewAsync(written, cancellationToken));
    }

    private async Task<object> ViewAsync(Channel channel, CancellationToken cancellationToken)
    {
        var headroom = await daily.UsedAsync(channel, cancellationToken);
        return new
        {
            channel.Id,
            channel.Provider,
            channel.Sender,
            channel.MessagesPerSecond,
            channel.DailyLimit,
            channel.Offices,
            channel.State,
            channel.Reason,
            Remedy = channel is { State: ChannelState.Stopped, Reason: { } code } ? FailureTable.Find(code)?.Sentence : null,
            channel.StateAt,
            PeopleInLastDay = channel.DailyLimit > 0 ? headroom.Used : (int?)null,
            MoreAt = headroom.Used >= channel.DailyLimit ? headroom.MoreAt : null,
        };
    }

    private Channel Wanted(FieldCheck check, string id, Channel? known, ChannelBody body)
    {
        var provider = check.OneOf(
            "provider", body.Provider ?? known?.Provider, [.. providers.Select(one => one.Name).Order(StringComparer.Ordinal)]);
        var sender = check.Text("sender", body.Sender ?? known?.Sender, 64);
        if (!SenderRules.IsValid(provider, sender))
            check.Add("sender", sender, "sender", SenderRules.Of(provider));
        var rate = body.MessagesPerSecond ?? known?.MessagesPerSecond ?? 80;
        if (rate is < 0 or > 100_000 or double.NaN)
            check.Add("messagesPerSecond", null, "range", "0 (unthrottled) to 100000.");
        var limit = body.DailyLimit ?? known?.DailyLimit ?? 0;
        if (limit < 0)
            check.Add("dailyLimit", null, "range", "0 (unlimited), or people in 24 hours as Meta's tier allows.");
        var offices = body.Offices ?? known?.Offices ?? [];
        for (var i = 0; i < offices.Count; i++)
            check.Id($"offices[{i}]", offices[i]);
        var state = check.OneOf("state", body.State ?? known?.State.ToString().ToLowerInvariant() ?? "active", States);
        // One that rests may lack what it would send with.
        if (state == "active")
        {
            foreach (var fault in provider == CloudApiProvider.ProviderName ? cloud.Value.Faults() : acs.Value.Acs.Faults())
                check.Add("provider", provider, "settings", fault);
        }

        return new Channel(
            id, provider, sender, rate, limit, offices,
            Enum.TryParse<ChannelState>(state, ignoreCase: true, out var parsed) ? parsed : ChannelState.Active,
            string.IsNullOrWhiteSpace(body.Reason) ? null : check.Text("reason", body.Reason, 200));
    }

    private Channel Over(Channel? before, Channel wanted) => wanted with
    {
        Reason = wanted.State == ChannelState.Active ? null
            : wanted.Reason ?? (before?.State == wanted.State ? before.Reason : "by operator"),
        StateAt = before?.State == wanted.State ? before.StateAt : time.GetUtcNow(),
        Seed = before?.Seed,
    };
}
