namespace Samvad.WhatsApp.CloudApi;

/// <summary>Settings under `WhatsApp:Cloud`: Meta's Cloud API. Demanded where a channel uses it.</summary>
public sealed class CloudApiOptions
{
    public const string Section = "WhatsApp:Cloud";

    /// <summary>Default Meta's Graph API.</summary>
    public Uri BaseAddress { get; set; } = new("https://graph.facebook.com");

    /// <summary>
    /// Default `v23.0`, which Meta keeps until October 2027
    /// (developers.facebook.com/docs/graph-api/changelog/versions).
    /// </summary>
    public string Version { get; set; } = "v23.0";

    /// <summary>A system user's token with the permission `whatsapp_business_messaging`.</summary>
    public string AccessToken { get; set; } = "";

    /// <summary>The Meta app's secret, by which it signs what it posts to the webhook.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>Freely chosen, and entered at Meta together with the webhook's address.</summary>
    public string VerifyToken { get; set; } = "";

    /// <summary>How long one call may take. Default 30 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether Meta can be told from others; where not, there is no webhook.</summary>
    internal bool HasWebhook => AppSecret.Length > 0 && VerifyToken.Length > 0;

    /// <summary>What is wrong, each with its full key.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!BaseAddress.IsAbsoluteUri || (BaseAddress.Scheme != "https" && !BaseAddress.IsLoopback))
            yield return $"{Section}:BaseAddress is '{BaseAddress}'; an https address is needed.";
        if (Version is not ['v', _, ..] || !Version.AsSpan(1).ContainsAnyInRange('0', '9') || Version.Contains('/'))
            yield return $"{Section}:Version is '{Version}'; it looks like v23.0.";
        if (AccessToken.Length == 0)
            yield return $"{Section}:AccessToken is missing.";
        if (AppSecret.Length == 0)
            yield return $"{Section}:AppSecret is missing; without it nobody can tell Meta's webhook calls from forged ones.";
        if (VerifyToken.Length == 0)
            yield return $"{Section}:VerifyToken is missing.";
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5))
            yield return $"{Section}:Timeout is {Timeout}; it lies between 0 and 5 minutes.";
    }
}
