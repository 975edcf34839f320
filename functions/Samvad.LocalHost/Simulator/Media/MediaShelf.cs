using System.Text.Json;

namespace Samvad.LocalHost.Simulator;

/// <summary>A file that a person sent: its first bytes, and how long it is; the rest are zeros.</summary>
internal sealed record ShelvedMedia(string Id, string MimeType, byte[] Head, long Length);

/// <summary>What people sent, for the providers' ways of download. The latest stay; an older file is gone, as at a provider.</summary>
internal sealed class MediaShelf
{
    private const int Kept = 500;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ShelvedMedia> _byId = [];
    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, int> _attempts = [];

    /// <summary>
    /// Keeps the file of `{mimeType?, data (Base64)?, size?, id?}`: `size` is how long it is with zeros behind its data.
    /// </summary>
    /// <returns>Its id; the given one where there is no data, as for a file that the provider lost.</returns>
    /// <exception cref="JsonException">The member is not of that form.</exception>
    public string Put(JsonElement media, Func<string> newId)
    {
        var id = Text(media, "id") ?? newId();
        if (Text(media, "data") is not { } data)
            return id;
        byte[] head;
        try
        {
            head = Convert.FromBase64String(data);
        }
        catch (FormatException)
        {
            throw new JsonException("media.data is Base64.");
        }

        var length = media.TryGetProperty("size", out var size) ? size.GetInt64() : head.Length;
        lock (_gate)
        {
            if (_byId.TryAdd(id, new(id, Text(media, "mimeType") ?? "application/octet-stream", head, Math.Max(length, head.Length))))
                _order.Enqueue(id);
            while (_order.Count > Kept)
                _byId.Remove(_order.Dequeue());
        }

        return id;
    }

    public ShelvedMedia? Find(string id)
    {
        lock (_gate)
            return _byId.GetValueOrDefault(id);
    }

    /// <summary>How often the file was asked for before.</summary>
    public int Attempt(string id)
    {
        lock (_gate)
            return _attempts[id] = _attempts.GetValueOrDefault(id, -1) + 1;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _byId.Clear();
            _order.Clear();
            _attempts.Clear();
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
