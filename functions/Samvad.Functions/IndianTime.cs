using System.Globalization;

namespace Samvad;

/// <summary>Indian Standard Time, which knows no summer time: what people and their offices go by.</summary>
public static class IndianTime
{
    public static readonly TimeSpan Offset = new(5, 30, 0);

    /// <returns>The day, as `yyyyMMdd`.</returns>
    public static string DayOf(DateTimeOffset at) => at.ToOffset(Offset).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
