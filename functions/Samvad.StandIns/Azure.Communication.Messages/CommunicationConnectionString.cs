namespace Azure.Communication.Messages;

/// <summary>`endpoint=https://…/;accesskey=base64`.</summary>
internal sealed record CommunicationConnectionString(Uri Endpoint, string AccessKey)
{
    public static CommunicationConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var parts = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new(new Uri(Required(parts, "endpoint")), Required(parts, "accesskey"));
    }

    private static string Required(Dictionary<string, string> parts, string name) => parts.GetValueOrDefault(name)
        ?? throw new InvalidOperationException($"The connection string lacks '{name}='.");
}
