using System.Globalization;

namespace Azure.Communication.Messages;

/// <summary>The date as headers have it (RFC 1123); it changes once a second, so it is written once a second.</summary>
internal static class HttpDate
{
    private static Moment s_moment = new(-1, "");

    public static string Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        var moment = s_moment;
        if (moment.Second != second)
            s_moment = moment = new Moment(second, now.ToString("R", CultureInfo.InvariantCulture));
        return moment.Text;
    }

    private sealed record Moment(long Second, string Text);
}
