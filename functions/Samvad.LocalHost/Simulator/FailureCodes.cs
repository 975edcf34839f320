namespace Samvad.LocalHost.Simulator;

/// <summary>
/// WhatsApp's error codes as statuses carry them:
/// https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes.
/// </summary>
internal static class FailureCodes
{
    private static readonly Dictionary<string, string> Messages = new()
    {
        ["130429"] = "Rate limit hit.",
        ["130472"] = "User's number is part of an experiment.",
        ["131000"] = "Something went wrong.",
        ["131021"] = "Recipient cannot be sender.",
        ["131026"] = "Message Undeliverable.",
        ["131031"] = "Account has been locked.",
        ["131042"] = "Business eligibility payment issue.",
        ["131047"] = "Re-engagement message.",
        ["131048"] = "Spam rate limit hit.",
        ["131049"] = "This message was not delivered to maintain healthy ecosystem engagement.",
        ["131050"] = "User has stopped marketing messages.",
        ["131056"] = "Pair rate limit hit.",
        ["132000"] = "Number of parameters does not match the expected number of params.",
        ["132001"] = "Template does not exist in the translation.",
        ["132005"] = "Translated text too long.",
        ["132015"] = "Template is paused.",
        ["132016"] = "Template is disabled.",
    };

    // Statuses that wait hold a number of two bytes instead of the code.
    private static readonly List<string> Names = [];
    private static readonly Lock Gate = new();

    public static string MessageOf(string code) => Messages.GetValueOrDefault(code, "Message failed.");

    public static short NumberOf(string? code)
    {
        if (code is null)
            return -1;
        lock (Gate)
        {
            var index = Names.IndexOf(code);
            if (index >= 0)
                return (short)index;
            Names.Add(code);
            return (short)(Names.Count - 1);
        }
    }

    public static string? NameOf(short number)
    {
        if (number < 0)
            return null;
        lock (Gate)
            return Names[number];
    }
}
