using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>A letter that leaves or left.</summary>
/// <param name="Id">Its message id, which follows from its cause.</param>
/// <param name="BegunAt">The provider is told it as first sent; each repetition says the same.</param>
/// <param name="Number">The number it leaves by, also when it is repeated: no other one drops the repetition.</param>
/// <param name="IsNew">Nobody began to send it before.</param>
/// <param name="IsDone">It was sent, or given up.</param>
public sealed record Answer(Guid Id, DateTimeOffset BegunAt, SenderNumber Number, bool IsNew, bool IsDone)
{
    /// <summary>Of the failure table, where it was given up.</summary>
    public string? Code { get; init; }
}

/// <summary>
/// Which letters were begun and sent, so that nobody gets one twice. They are in no ledger, so their statuses are
/// known by the message ids that are kept here.
/// </summary>
public sealed class Answers(SamvadTables tables, TimeProvider time)
{
    private const string CallbackPrefix = "answer|";

    /// <summary>What an answer carries to come back in its statuses.</summary>
    public static string CallbackOf(Answer answer) => CallbackPrefix + answer.Id.ToString("n");

    /// <returns>The letter as it was begun before; null where nobody did.</returns>
    public async Task<Answer?> FindAsync(string cause, CancellationToken cancellationToken)
    {
        var id = IdOf(cause);
        var row = await tables.Answers.GetEntityIfExistsAsync<TableEntity>(
            Key(id), Key(id), cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } begun } ? Read(id, begun) : null;
    }

    /// <summary>Notes that a letter is about to leave, or finds that it was.</summary>
    public async Task<Answer> BeginAsync(string cause, SenderNumber number, CancellationToken cancellationToken)
    {
        var id = IdOf(cause);
        var begun = time.GetUtcNow();
        try
        {
            await tables.Answers.AddEntityAsync(
                new TableEntity(Key(id), Key(id))
                {
                    [nameof(Answer.BegunAt)] = begun,
                    [nameof(SenderNumber.Provider)] = number.Provider,
                    [nameof(SenderNumber.Sender)] = number.Sender,
                },
                cancellationToken);
            return new(id, begun, number, IsNew: true, IsDone: false);
        }
        catch (RequestFailedException exists) when (exists.Status == 409)
        {
            return await FindAsync(cause, cancellationToken)
                ?? throw new InvalidOperationException($"Answer {id} was removed while it was sent.", exists);
        }
    }

    public async Task EndAsync(Answer answer, SendOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.MessageId is { } messageId)
        {
            var sent = KeyOf(messageId);
            await tables.Answers.UpsertEntityAsync(new TableEntity(sent, sent), cancellationToken: cancellationToken);
        }

        await tables.Answers.UpsertEntityAsync(
            new TableEntity(Key(answer.Id), Key(answer.Id))
            {
                [nameof(SendOutcome.MessageId)] = outcome.MessageId, [nameof(SendOutcome.Code)] = outcome.Code,
            },
            cancellationToken: cancellationToken);
    }

    /// <summary>The statuses that are not of an answer.</summary>
    public async Task<IReadOnlyCollection<StatusEvent>> WithoutAnswersAsync(
        IReadOnlyCollection<StatusEvent> statuses, CancellationToken cancellationToken)
    {
        var others = statuses.Where(status => !HasAnswersCallback(status)).ToList();
        var answers = new HashSet<string>();
        foreach (var messageId in others.Select(status => status.MessageId).Distinct())
        {
            var key = KeyOf(messageId);
            var row = await tables.Answers.GetEntityIfExistsAsync<TableEntity>(
                key, key, cancellationToken: cancellationToken);
            if (row.HasValue)
                answers.Add(messageId);
        }

        return others.FindAll(status => !answers.Contains(status.MessageId));
    }

    private static Answer Read(Guid id, TableEntity row) => new(
        id,
        row.GetDateTimeOffset(nameof(Answer.BegunAt)) ?? default,
        SenderNumberRow.Read(row)!,
        IsNew: false,
        IsDone: row.GetString(nameof(SendOutcome.MessageId)) is not null
            || row.GetString(nameof(SendOutcome.Code)) is not null)
    {
        Code = row.GetString(nameof(SendOutcome.Code)),
    };

    private static bool HasAnswersCallback(StatusEvent status) =>
        status.Callback?.StartsWith(CallbackPrefix, StringComparison.Ordinal) == true;

    private static Guid IdOf(string cause) => NameBasedGuid.Of("answer", cause);

    private static string Key(Guid id) => id.ToString("n");

    /// <summary>A provider's id may hold what a table's key may not.</summary>
    private static string KeyOf(string messageId) => Key(NameBasedGuid.Of("answered-by", messageId));
}
