using Microsoft.Azure.Functions.Worker;
using Samvad.Dialogue;
using Samvad.Tests.Consumers;
using Samvad.WhatsApp;

namespace Samvad.Tests.Dialogue;

/// <summary>What was said long ago is forgotten, and what is fresh is not.</summary>
public sealed class CleanDialogueTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Conversations_are_forgotten_after_90_days_and_letters_after_14()
    {
        await using var app = await azurite.TalkAsync();
        await app.HearAsync(Talk.Say("in-1", "hello"));
        await app.Get<Letters>().SendAsync(Letter(1), default);
        app.Time.Advance(TimeSpan.FromDays(15));
        await app.HearAsync(Talk.Say("in-2", "hello", person: 2), minute: 15 * 24 * 60);
        await app.Get<Letters>().SendAsync(Letter(2), default);
        await app.Get<CleanDialogue>().Run(new TimerInfo(), default);
        Assert.Null(await app.Get<Answers>().FindAsync("c-1", default));
        Assert.NotNull(await app.Get<Answers>().FindAsync("c-2", default));
        Assert.NotNull((await app.Get<ConversationStore>().FindAsync(Some.Address(1), default)).ETag);

        app.Time.Advance(TimeSpan.FromDays(76));
        await app.Get<CleanDialogue>().Run(new TimerInfo(), default);
        Assert.Null((await app.Get<ConversationStore>().FindAsync(Some.Address(1), default)).ETag);
        Assert.NotNull((await app.Get<ConversationStore>().FindAsync(Some.Address(2), default)).ETag);
    }

    private static Letter Letter(int person) => new($"c-{person}", Some.Address(person), new TextContent("done"));
}
