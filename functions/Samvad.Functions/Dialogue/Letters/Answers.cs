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
/// known by the message ids that are kept here, or by what they carry; a status also proves that its letter was sent.
/// </summary>
public sealed class Answers(SamvadTables tables, TimeProvider time)
{
    private const string CallbackPrefix = "answer|";
    private const string At = "At";
    private const int AtOnce = 16;
    private readonly RecentIds _recent = new();

    /// <summary>What an answer carries to come back in its statuses.</summary>
    public static string CallbackOf(Guid answer) => CallbackPrefix + answer.ToString("n");

    public static Guid IdOf(string cause) => NameBasedGuid.Of("answer", cause);

    /// <returns>The letter as it was begun before; null where nobody did.</returns>
    public async Task<Answer?> FindAsync(string cause, CancellationToken cancellationToken)
    {
        var id = IdOf(cause);
        var row = await tables.Answers.GetEntityIfExistsAsync<TableEntity>(
            Key(id), Key(id), cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } begun } && SenderNumberRow.Read(begun) is not null ? Read(id, begun) : null;
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
                    [At] = begun,
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

    /// <param name="carries">The provider's statuses name the letter, so its message id is not needed.</param>
    public async Task EndAsync(Guid letter, SendOutcome outcome, bool carries, CancellationToken cancellationToken)
    {
        if (outcome.MessageId is { } messageId && !carries)
            await KeepAsync(messageId, cancellationToken);
        _recent.Add(letter);
        await tables.Answers.UpsertEntityAsync(Ended(letter, outcome), cancellationToken: cancellationToken);
    }

    /// <summary>Whether it was sent, or given up.</summary>
    public async Task<bool> IsDoneAsync(string cause, CancellationToken cancellationToken)
    {
        var id = IdOf(cause);
        var row = await tables.Answers.GetEntityIfExistsAsync<TableEntity>(
            Key(id), Key(id), cancellationToken: cancellationToken);
        return row.HasValue && IsDone(row.Value!);
    }

    /// <summary>Remembers a message as a letter's.</summary>
    public async Task KeepAsync(string messageId, CancellationToken cancellationToken)
    {
        var id = IdOfMessage(messageId);
        _recent.Add(id);
        await tables.Answers.UpsertEntityAsync(
            new TableEntity(Key(id), Key(id)) { [At] = time.GetUtcNow() }, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// The statuses that are not of a letter as far as can be told without a question to the store. What carries a letter's
    /// id proves that the letter was sent, which after a kill nobody else knows.
    /// </summary>
    public async Task<IReadOnlyCollection<StatusEvent>> SiftAsync(
        IReadOnlyCollection<StatusEvent> statuses, CancellationToken cancellationToken)
    {
        var others = new List<StatusEvent>(statuses.Count);
        var proven = new Dictionary<Guid, string>();
        foreach (var status in statuses)
        {
            if (LetterOf(status) is { } letter)
            {
                if (!_recent.Contains(letter))
                    proven[letter] = status.MessageId;
            }
            else if (!_recent.Contains(IdOfMessage(status.MessageId)))
            {
                others.Add(status);
            }
        }

        await Parallel.ForEachAsync(proven, Parallelism(cancellationToken), async (letter, token) => await ProveAsync(letter.Key, letter.Value, token));
        return others;
    }

    /// <summary>The statuses that are not of a letter.</summary>
    public async Task<IReadOnlyCollection<StatusEvent>> WithoutAnswersAsync(
        IReadOnlyCollection<StatusEvent> statuses, CancellationToken cancellationToken)
    {
        var others = await SiftAsync(statuses, cancellationToken);
        var letters = new System.Collections.Concurrent.ConcurrentDictionary<string, byte>();
        await Parallel.ForEachAsync(
            others.Select(status => status.MessageId).Distinct(),
            Parallelism(cancellationToken),
            async (messageId, token) =>
            {
                var key = Key(IdOfMessage(messageId));
                var row = await tables.Answers.GetEntityIfExistsAsync<TableEntity>(key, key, cancellationToken: token);
                if (row.HasValue)
                    letters[messageId] = 0;
            });
        return [.. others.Where(status => !letters.ContainsKey(status.MessageId))];
    }

    /// <summary>Forgets letters that were begun before then; nobody repeats them any more.</summary>
    public async Task<int> CleanAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var rows = tables.Answers.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"At lt {before}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);
        return await tables.Answers.DeleteAllAsync(rows, cancellationToken);
    }

    private async Task ProveAsync(Guid letter, string messageId, CancellationToken cancellationToken)
    {
        await tables.Answers.UpsertEntityAsync(
            Ended(letter, SendOutcome.Accepted(messageId)), cancellationToken: cancellationToken);
        _recent.Add(letter);
    }

    private static Answer Read(Guid id, TableEntity row) => new(
        id,
        row.GetDateTimeOffset(nameof(Answer.BegunAt)) ?? default,
        SenderNumberRow.Read(row)!,
        IsNew: false,
        IsDone(row))
    {
        Code = row.GetString(nameof(SendOutcome.Code)),
    };

    private static bool IsDone(TableEntity row) => row.GetString(nameof(SendOutcome.MessageId)) is not null
        || row.GetString(nameof(SendOutcome.Code)) is not null;

    private TableEntity Ended(Guid letter, SendOutcome outcome) => new(Key(letter), Key(letter))
    {
        [At] = time.GetUtcNow(),
        [nameof(SendOutcome.MessageId)] = outcome.MessageId,
        [nameof(SendOutcome.Code)] = outcome.Code,
    };

    private static Guid? LetterOf(StatusEvent status) =>
        status.Callback is { } callback && callback.StartsWith(CallbackPrefix, StringComparison.Ordinal)
            ? Guid.TryParseExact(callback.AsSpan(CallbackPrefix.Length), "n", out var letter) ? letter : Guid.Empty
            : null;

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    private static string Key(Guid id) => id.ToString("n");

    /// <summary>A provider's id may hold what a table's key may not.</summary>
    private static Guid IdOfMessage(string messageId) => NameBasedGuid.Of("answered-by", messageId);
}

/// <summary>The latest ids, as many as fit: most statuses come to the instance that sent their message.</summary>
internal sealed class RecentIds
{
    private const int Kept = 20_000;
    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _ids = [];
    private readonly Queue<Guid> _order = new();

    public void Add(Guid id)
    {
        lock (_gate)
        {
            if (!_ids.Add(id))
                return;
            _order.Enqueue(id);
            if (_order.Count > Kept)
                _ids.Remove(_order.Dequeue());
        }
    }

    public bool Contains(Guid id)
    {
        lock (_gate)
            return _ids.Contains(id);
    }
}
