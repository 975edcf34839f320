using Azure;
using Azure.Data.Tables;
using Samvad.Storage;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>When a person wrote last, and to which number: until a day later they may be told anything.</summary>
public sealed record LastWritten(DateTimeOffset At, SenderNumber? To)
{
    /// <summary>WhatsApp's 24 hours, less what clocks and queues may take of them.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5);

    public bool IsOpen(DateTimeOffset now) => now < At + Window;
}

/// <summary>Remembers for each person when and to which number they wrote last.</summary>
public sealed class Correspondence(SamvadTables tables)
{
    public async Task NoteAsync(InboundEvent inbound, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await FindAsync(inbound.From, cancellationToken) is { } known && known.At >= at)
            return;
        var key = Key(inbound.From);
        await tables.Answers.UpsertEntityAsync(
            new TableEntity(key, key)
            {
                [nameof(LastWritten.At)] = at,
                [nameof(SenderNumber.Provider)] = inbound.Provider,
                [nameof(SenderNumber.Sender)] = inbound.Channel,
            },
            TableUpdateMode.Replace,
            cancellationToken);
    }

    public async Task<LastWritten?> FindAsync(string address, CancellationToken cancellationToken)
    {
        var row = await tables.Answers.GetEntityIfExistsAsync<TableEntity>(
            Key(address), Key(address), cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            && found.GetDateTimeOffset(nameof(LastWritten.At)) is { } at
            ? new(at, SenderNumberRow.Read(found))
            : null;
    }

    public Task ForgetAsync(string address, CancellationToken cancellationToken) =>
        tables.Answers.DeleteEntityAsync(Key(address), Key(address), ETag.All, cancellationToken);

    private static string Key(string address) => NameBasedGuid.Of("wrote", address).ToString("n");
}

/// <summary>A sender number in the columns of a row.</summary>
internal static class SenderNumberRow
{
    public static SenderNumber? Read(TableEntity row) =>
        row.GetString(nameof(SenderNumber.Provider)) is { } provider
        && row.GetString(nameof(SenderNumber.Sender)) is { } sender
            ? new(provider, sender) : null;
}
