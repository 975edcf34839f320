using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Samvad.WhatsApp.Acs;

/// <summary>
/// Puts our own repeatability id on each call. The SDK makes a new one per call, so a message sent again after a
/// crash would reach the person twice.
/// </summary>
public sealed class RepeatabilityPolicy : HttpPipelineSynchronousPolicy
{
    private static readonly AsyncLocal<Repeatability?> Current = new();
    private Date _date = new(default, "");

    /// <summary>For the next call of this asynchronous flow.</summary>
    public static void Use(Guid id, DateTimeOffset firstSentAt) => Current.Value = new Repeatability(id, firstSentAt);

    public override void OnSendingRequest(HttpMessage message)
    {
        if (Current.Value is not { } own)
            return;
        var id = own.Id.ToString();
        message.Request.Headers.SetValue("Repeatability-Request-ID", id);
        // The service's support finds a call by its client request id; ours says which message it was.
        message.Request.ClientRequestId = id;
        message.Request.Headers.SetValue("Repeatability-First-Sent", DateOf(own.FirstSentAt));
    }

    /// <summary>All messages of a page have the same one.</summary>
    private string DateOf(DateTimeOffset at)
    {
        var date = _date;
        if (date.At != at)
            _date = date = new Date(at, at.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));
        return date.Text;
    }

    private sealed record Date(DateTimeOffset At, string Text);

    private sealed record Repeatability(Guid Id, DateTimeOffset FirstSentAt);
}
