using System.Text.Json;
using Samvad.LocalHost.Simulator.Acs;

namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>The body of a send request.</summary>
internal sealed record CloudApiRequest(string Person, Rendition Rendition, string? Callback)
{
    private const int LongestCallback = 512;

    /// <exception cref="CloudApiException">Meta would refuse the body.</exception>
    public static CloudApiRequest Read(JsonElement body, CloudApiRenditions renditions)
    {
        if (Text(body, "messaging_product") != "whatsapp")
            throw new CloudApiException("100", "messaging_product must be whatsapp.");
        // Where both are given, Meta takes the number.
        var person = (Text(body, "to") ?? Text(body, "recipient"))?.TrimStart('+')
            ?? throw new CloudApiException("131008", "to or recipient is required.");
        if (!AcsRequest.IsAddress(person))
            throw new CloudApiException("131009", "to must be an E.164 number, recipient a business-scoped user id.");
        var kind = Text(body, "type") ?? "text";
        if (!body.TryGetProperty(kind, out var content) || content.ValueKind is not JsonValueKind.Object)
            throw new CloudApiException("131008", $"{kind} is required.");
        var callback = Text(body, "biz_opaque_callback_data");
        return callback?.Length > LongestCallback
            ? throw new CloudApiException("131009", $"biz_opaque_callback_data is longer than {LongestCallback}.")
            : new CloudApiRequest(person, renditions.Get(kind, content), callback);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
