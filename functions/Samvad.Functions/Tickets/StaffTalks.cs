using Azure;
using Azure.Data.Tables;
using Samvad.Storage;

namespace Samvad.Tickets;

/// <summary>What a member of staff was asked last.</summary>
/// <param name="Asked">What is waited for; `done` where it came.</param>
/// <param name="Subject">What it is about: a ticket's number, a text.</param>
/// <param name="Letter">The id of the letter that it follows from; the same letter again is answered as before.</param>
/// <param name="Answer">What that letter was answered.</param>
public sealed record StaffTalk(string Asked, string Subject, string Letter, string Answer, DateTimeOffset At);

/// <summary>The questions that members of staff were asked and have not answered, one each at most.</summary>
public sealed class StaffTalks(SamvadTables tables)
{
    public const string Done = "done";

    public async Task<StaffTalk?> FindAsync(string address, CancellationToken cancellationToken)
    {
        var row = await tables.StaffTalks.GetEntityIfExistsAsync<TableEntity>(
            address, address, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } talk }
            ? new(
                talk.GetString(nameof(StaffTalk.Asked)),
                talk.GetString(nameof(StaffTalk.Subject)),
                talk.GetString(nameof(StaffTalk.Letter)),
                talk.GetString(nameof(StaffTalk.Answer)),
                talk.GetDateTimeOffset(nameof(StaffTalk.At)) ?? default)
            : null;
    }

    public Task EraseAsync(string address, CancellationToken cancellationToken) =>
        tables.StaffTalks.DeleteEntityAsync(address, address, ETag.All, cancellationToken);

    /// <returns>The answer, for the caller to give.</returns>
    public async Task<string> KeepAsync(string address, StaffTalk talk, CancellationToken cancellationToken)
    {
        await tables.StaffTalks.UpsertEntityAsync(
            new TableEntity(address, address)
            {
                [nameof(StaffTalk.Asked)] = talk.Asked,
                [nameof(StaffTalk.Subject)] = talk.Subject,
                [nameof(StaffTalk.Letter)] = talk.Letter,
                [nameof(StaffTalk.Answer)] = talk.Answer,
                [nameof(StaffTalk.At)] = talk.At,
            },
            TableUpdateMode.Replace,
            cancellationToken);
        return talk.Answer;
    }
}
