using System.Buffers;
using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Samvad.WhatsApp;

namespace Samvad.Dialogue;

/// <summary>Why a picture or document is not taken.</summary>
public enum MediaRefusal
{
    /// <summary>No picture and no document of ours, whatever it calls itself.</summary>
    WrongKind,
    TooLarge,

    /// <summary>It ends too early, or holds what such a file does not.</summary>
    Broken,

    /// <summary>The provider does not hand it out.</summary>
    Unavailable,
}

/// <summary>What became of a picture or document: its name in the store, or why it is not there.</summary>
public readonly record struct TakenMedia(string? Name, MediaRefusal? Refusal);

/// <summary>
/// Fetches what a person sent and keeps it: checked by its bytes while they pass by, a block at a time, and visible only
/// when the whole of it was found in order.
/// </summary>
public sealed partial class MediaIntake(
    IEnumerable<IMessageProvider> providers,
    MediaStore store,
    IOptions<DialogueOptions> options,
    TimeProvider time,
    ILogger<MediaIntake> logger)
{
    private const int BlockBytes = 512 * 1024;
    private const int Attempts = 3;

    /// <summary>So many files at once; each holds one block in memory.</summary>
    private readonly SemaphoreSlim _atOnce = new(8);

    public async Task<TakenMedia> TakeAsync(InboundEvent inbound, CancellationToken cancellationToken)
    {
        var id = NameBasedGuid.Of("inbound", inbound.Id);
        var taken = await FetchAsync(inbound, id, cancellationToken);
        if (taken.Refusal is { } refusal)
            LogRefused(id, refusal);
        return taken;
    }

    private async Task<TakenMedia> FetchAsync(InboundEvent inbound, Guid id, CancellationToken cancellationToken)
    {
        if (!MayBeOurs(inbound.MimeType))
            return new(null, MediaRefusal.WrongKind);
        if (inbound.MediaId is not { Length: > 0 and <= 1024 } mediaId
            || providers.FirstOrDefault(one => one.Name == inbound.Provider) is not { } provider)
            return new(null, MediaRefusal.Unavailable);
        await _atOnce.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(options.Value.MediaTimeout);
                try
                {
                    await using var media = await provider.OpenMediaAsync(mediaId, patience.Token);
                    return media is null ? new(null, MediaRefusal.Unavailable) : await KeepAsync(inbound, media, patience.Token);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested
                    && failure is IOException or OperationCanceledException)
                {
                    LogFailed(id, attempt, failure.Message);
                    if (attempt == Attempts)
                        return new(null, MediaRefusal.Unavailable);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), time, cancellationToken);
            }
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private async Task<TakenMedia> KeepAsync(InboundEvent inbound, IncomingMedia media, CancellationToken cancellationToken)
    {
        if (media.Length > options.Value.LargestMedia)
            return new(null, MediaRefusal.TooLarge);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            var filled = await FillAsync(media.Content, buffer, cancellationToken);
            if (MediaFormat.Of(buffer.AsSpan(0, Math.Min(filled, MediaFormat.HeadLength))) is not { } format)
                return new(null, filled == 0 ? MediaRefusal.Broken : MediaRefusal.WrongKind);
            var name = MediaStore.NameOf(inbound.From, inbound.Id, format.Extension);
            var blob = await store.BlobAsync(name);
            var blocks = new List<string>();
            for (long total = filled; filled > 0; total += filled)
            {
                if (total > options.Value.LargestMedia)
                    return new(null, MediaRefusal.TooLarge);
                var own = format.Read(buffer.AsSpan(0, filled));
                if (format.IsSpoilt)
                    return new(null, MediaRefusal.Broken);
                if (own > 0)
                    blocks.Add(await StageAsync(blob, blocks.Count, buffer, own, cancellationToken));
                if (own < filled)
                    break;
                filled = await FillAsync(media.Content, buffer, cancellationToken);
            }

            if (!format.IsWhole)
                return new(null, MediaRefusal.Broken);
            await blob.CommitBlockListAsync(
                blocks,
                new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = format.MimeType } },
                cancellationToken);
            return new(name, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string> StageAsync(
        BlockBlobClient blob, int number, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(number.ToString("d6", CultureInfo.InvariantCulture)));
        using var block = new MemoryStream(buffer, 0, length, writable: false);
        await blob.StageBlockAsync(id, block, cancellationToken: cancellationToken);
        return id;
    }

    /// <exception cref="IOException">The connection broke.</exception>
    private static async Task<int> FillAsync(Stream from, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await from.ReadAtLeastAsync(
                buffer.AsMemory(0, BlockBytes), BlockBytes, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or Azure.RequestFailedException or TimeoutException)
        {
            throw new IOException("The media broke off.", failure);
        }
    }

    /// <summary>Some senders say nothing, or only that it is a file.</summary>
    private static bool MayBeOurs(string? claimed)
    {
        var type = claimed?.Split(';')[0].Trim();
        return type is null or "" or "application/octet-stream" or "application/pdf"
            || type.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(EventIds.MediaRefused, LogLevel.Information, "Inbound {InboundId}: the media is refused, {Refusal}")]
    private partial void LogRefused(Guid inboundId, MediaRefusal refusal);

    [LoggerMessage(EventIds.MediaFailed, LogLevel.Warning, "Inbound {InboundId}: attempt {Attempt} at the media failed: {Reason}")]
    private partial void LogFailed(Guid inboundId, int attempt, string reason);
}
