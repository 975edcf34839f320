using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Samvad.LocalHost.Broker;

/// <summary>A queue as bicep/queues.json defines it; the defaults are those of Azure Service Bus.</summary>
public sealed record QueueDefinition(string Name)
{
    public bool RequiresSession { get; init; }
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);
    public int MaxDeliveryCount { get; init; } = 10;
    public bool RequiresDuplicateDetection { get; init; }
    public TimeSpan DuplicateDetectionHistoryTimeWindow { get; init; } = TimeSpan.FromMinutes(10);
    public TimeSpan DefaultMessageTimeToLive { get; init; } = TimeSpan.MaxValue;
    public bool DeadLetteringOnMessageExpiration { get; init; }
}

/// <summary>Reads queues.json; durations are ISO 8601 (`PT1M`).</summary>
public static class QueueDefinitions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new IsoDuration() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    public static IReadOnlyList<QueueDefinition> Read(string path)
    {
        using var file = File.OpenRead(path);
        var queues = JsonSerializer.Deserialize<QueueDefinition[]>(file, Json) ?? [];
        var twice = queues.GroupBy(queue => queue.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? queues : throw new InvalidDataException($"{path} defines the queue '{twice.Key}' twice.");
    }

    private sealed class IsoDuration : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            XmlConvert.ToTimeSpan(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(XmlConvert.ToString(value));
    }
}
