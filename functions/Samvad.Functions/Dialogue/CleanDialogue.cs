using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Each night at 2:40 IST forgets what was said long ago, and which letters were sent.</summary>
public sealed partial class CleanDialogue(
    ConversationStore conversations,
    Answers answers,
    LinkRequests links,
    Subscriptions subscriptions,
    IOptions<DialogueOptions> options,
    TimeProvider time,
    ILogger<CleanDialogue> logger)
{
    [Function(nameof(CleanDialogue))]
    public async Task Run([TimerTrigger("0 10 21 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var said = await conversations.CleanAsync(now - options.Value.KeepConversations, cancellationToken);
        var letters = await answers.CleanAsync(now - options.Value.KeepLetters, cancellationToken);
        await links.CleanAsync(now - options.Value.KeepConversations, cancellationToken);
        await subscriptions.CleanAsync(now - options.Value.KeepLetters, cancellationToken);
        LogCleaned(said, letters);
    }

    [LoggerMessage(EventIds.DialogueCleaned, LogLevel.Information, "{Conversations} conversations and {Letters} letters are forgotten")]
    private partial void LogCleaned(int conversations, int letters);
}
