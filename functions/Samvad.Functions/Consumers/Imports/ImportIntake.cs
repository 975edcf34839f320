using Azure.Messaging.ServiceBus;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.DependencyInjection;
using Samvad.Operations;
using Samvad.Storage;

namespace Samvad.Consumers;

/// <summary>Takes a file in: its bytes into a blob, its state into the log, a message into the queue; in this
/// order.</summary>
public sealed class ImportIntake(
    BlobServiceClient blobs,
    ImportLog log,
    [FromKeyedServices(QueueNames.Imports)] ServiceBusSender queue,
    TimeProvider time)
{
    internal const string Container = "imports";
    private const int BlockBytes = 4 * 1024 * 1024;

    /// <returns>The queued import of somebody who sees all, or what is wrong with the first bytes of the file.</returns>
    internal Task<(Import? Import, IReadOnlyList<Fault> Faults)> AcceptAsync(
        Stream body, ImportKind? kind, CancellationToken cancellationToken) => AcceptAsync(body, kind, null, cancellationToken);

    /// <param name="offices">Below which rows may lie; null is everywhere.</param>
    /// <returns>The queued import, or what is wrong with the first bytes of the file.</returns>
    internal async Task<(Import? Import, IReadOnlyList<Fault> Faults)> AcceptAsync(
        Stream body, ImportKind? kind, IReadOnlyList<string>? offices, CancellationToken cancellationToken)
    {
        var first = new byte[ImportHead.MaxBytes];
        var length = await body.ReadAtLeastAsync(first, first.Length, throwOnEndOfStream: false, cancellationToken);
        var (head, faults) = ImportHead.Read(first.AsSpan(0, length), kind);
        if (head is null)
            return (null, faults);
        if (offices is not null && head.Kind == ImportKind.Offices)
            return (null, [new Fault(1, "kind", "offices", "office", "The tree of offices is for those who belong to no single one.")]);
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("n");
        var bytes = await StoreAsync(id, first.AsMemory(0, length), body, cancellationToken);
        var import = new Import(
            id, head.Kind, ImportStatus.Queued, null, head.Columns, bytes, head.Offset, head.Line, 0, 0, 0, 0, 0, now,
            null, null)
        {
            Offices = offices,
        };
        await log.AddAsync(import, cancellationToken);
        await queue.SendMessageAsync(
            new ServiceBusMessage(id) { MessageId = id, SessionId = Container }.Versioned(), cancellationToken);
        return (import, []);
    }

    internal static BlockBlobClient BlobOf(BlobServiceClient blobs, string id) =>
        blobs.GetBlobContainerClient(Container).GetBlockBlobClient(id + ".csv");

    /// <summary>A body that breaks off leaves no blob: its blocks are committed together at the end.</summary>
    private async Task<long> StoreAsync(
        string id, ReadOnlyMemory<byte> first, Stream rest, CancellationToken cancellationToken)
    {
        await blobs.GetBlobContainerClient(Container).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var blob = BlobOf(blobs, id);
        var blocks = new List<string>();
        var buffer = new byte[BlockBytes];
        first.CopyTo(buffer);
        var (kept, total) = (first.Length, 0L);
        while (true)
        {
            var filled = kept + await rest.ReadAtLeastAsync(
                buffer.AsMemory(kept), BlockBytes - kept, throwOnEndOfStream: false, cancellationToken);
            if (filled == 0)
                break;
            var block = Convert.ToBase64String(BitConverter.GetBytes(blocks.Count));
            using var content = new MemoryStream(buffer, 0, filled, writable: false);
            await blob.StageBlockAsync(block, content, cancellationToken: cancellationToken);
            blocks.Add(block);
            (total, kept) = (total + filled, 0);
            if (filled < BlockBytes)
                break;
        }

        await blob.CommitBlockListAsync(blocks, new CommitBlockListOptions(), cancellationToken);
        return total;
    }
}
