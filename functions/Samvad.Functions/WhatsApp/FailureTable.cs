namespace Samvad.WhatsApp;

/// <summary>What kind of trouble a failure is.</summary>
public enum FailureClass
{
    /// <summary>Too fast: wait, then go on.</summary>
    Throttled,

    /// <summary>Will likely pass by itself.</summary>
    Transient,

    /// <summary>This person cannot be reached on WhatsApp.</summary>
    PersonUnreachable,

    /// <summary>The template or its values are refused.</summary>
    TemplateFault,

    /// <summary>The sender number may not send.</summary>
    ChannelStopped,

    /// <summary>The person wants no such messages.</summary>
    OptedOut,

    /// <summary>WhatsApp keeps this one message from the person; person, number and template are in order.</summary>
    Withheld,

    /// <summary>We asked for something impossible.</summary>
    OurBug,
}

/// <summary>One line of the failure table.</summary>
/// <param name="RetryAfter">First delay before the same message may be tried again; null where it may not.</param>
/// <param name="Sentence">What it means and what to do, for the operator.</param>
public sealed record Failure(string Code, FailureClass Class, TimeSpan? RetryAfter, string Sentence)
{
    public bool Retryable => RetryAfter is not null;

    /// <summary>The message may have been taken all the same.</summary>
    public bool OutcomeUnknown => Code == FailureTable.NoAnswer;

    /// <summary>Too fast for this person, not for the channel.</summary>
    public bool ConcernsPerson => Code == "131056";

    /// <summary>It is tried so often and no more. Too fast is nobody's fault and passes; it ends with the announcement.</summary>
    public bool GivesUp => Retryable && Class != FailureClass.Throttled;

    /// <summary>The cause can pass or be mended, so an operator may have the message sent again.</summary>
    public bool Repairable =>
        Class is FailureClass.Throttled or FailureClass.Transient or FailureClass.TemplateFault or FailureClass.ChannelStopped;

    public bool OurFault => Class is FailureClass.OurBug or FailureClass.TemplateFault;
}

/// <summary>
/// Every failure of every provider, in one place. Codes: Meta's error codes
/// (developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes) and our own words for HTTP.
/// </summary>
public static class FailureTable
{
    /// <summary>No answer, or the connection broke: the message may or may not have been accepted.</summary>
    public const string NoAnswer = "no-answer";
    public const string HttpThrottled = "http-429";
    public const string HttpServerError = "http-5xx";
    public const string HttpRefused = "http-4xx";
    public const string Unauthorized = "http-401";

    private static readonly Dictionary<string, Failure> Rows = Build().ToDictionary(row => row.Code);

    public static IReadOnlyCollection<Failure> All => Rows.Values;

    public static Failure? Find(string code) => Rows.GetValueOrDefault(code);

    /// <returns>The line for the code; an unknown code counts as transient and keeps its name.</returns>
    public static Failure Of(string code) => Rows.TryGetValue(code, out var row) ? row
        : code.StartsWith("133", StringComparison.Ordinal)
            ? new(code, FailureClass.ChannelStopped, null, "The number's registration is at fault. Check it in WhatsApp Manager.")
            : new(code, FailureClass.Transient, Seconds(5), "A code that the failure table does not know. Look it up and add it.");

    private static IEnumerable<Failure> Build()
    {
        const string bug = "The provider found our request faulty. Report it to the developers with the announcement id.";
        const string wait = "The provider is out of order for now. It is tried again by itself.";
        const string account = "The WhatsApp account may not send. See its state in WhatsApp Manager, then start the channel again.";
        const string template = "The template was refused. Compare it with the approved one in WhatsApp Manager.";

        yield return new(NoAnswer, FailureClass.Transient, Seconds(0.5), "The provider gave no answer. Where it drops repeats it is asked again, else the status is waited for.");
        yield return new(HttpServerError, FailureClass.Transient, Seconds(0.5), wait);
        yield return new(HttpThrottled, FailureClass.Throttled, Seconds(1), "The provider's request limit was reached. Lower the channel's rate.");
        yield return new(HttpRefused, FailureClass.OurBug, null, bug);
        yield return new(Unauthorized, FailureClass.ChannelStopped, null, "The provider refuses our credentials. Check the app's role or key.");

        yield return new("130429", FailureClass.Throttled, Seconds(1), "The number's throughput was reached. Lower the channel's rate.");
        yield return new("131056", FailureClass.Throttled, Seconds(6), "Too many messages to this person within seconds. It is tried again.");
        yield return new("80007", FailureClass.Throttled, Seconds(5), "The account's rate limit was reached. Lower the channels' rates.");
        yield return new("4", FailureClass.Throttled, Seconds(5), "The app's rate limit was reached. Lower the channels' rates.");

        foreach (var code in (string[])["131000", "131016", "131057", "1", "2"])
            yield return new(code, FailureClass.Transient, Seconds(2), wait);

        yield return new("131026", FailureClass.PersonUnreachable, null, "Not on WhatsApp, blocked us, or uses a very old version. Tell the person by SMS or voice.");
        yield return new("131021", FailureClass.OurBug, null, "The address is the sender's own number. Correct the member.");
        yield return new("131030", FailureClass.OurBug, null, "A test number may write only to listed people. Use a live number.");
        yield return new("130472", FailureClass.Withheld, null, "Meta keeps this person out of the message for an experiment. Nothing to do.");
        yield return new("131049", FailureClass.Withheld, null, "Meta limits marketing messages to this person. Wait at least a day.");
        yield return new("131050", FailureClass.OptedOut, null, "The person stopped marketing messages from us in WhatsApp.");
        yield return new("131047", FailureClass.OurBug, null, "More than 24 hours since the person wrote: only templates may be sent.");

        yield return new("131048", FailureClass.ChannelStopped, null, "The number was restricted for spam reports. Stop, find out what people reported, then appeal.");
        foreach (var code in (string[])["131031", "368", "130497", "131037", "131042", "131045"])
            yield return new(code, FailureClass.ChannelStopped, null, account);

        foreach (var code in (string[])["131005", "131008", "131009", "100", "131051", "131052", "131053"])
            yield return new(code, FailureClass.OurBug, null, bug);
        foreach (var code in (string[])["132000", "132001", "132005", "132007", "132012"])
            yield return new(code, FailureClass.TemplateFault, null, template);
        yield return new("132015", FailureClass.TemplateFault, null, "Meta paused the template for low quality. It may be sent again when it is active.");
        yield return new("132016", FailureClass.TemplateFault, null, "Meta disabled the template. Make a new one.");
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
