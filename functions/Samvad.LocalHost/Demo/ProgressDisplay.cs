using System.Text.Json;

namespace Samvad.LocalHost.Demo;

/// <summary>One line that changes where it is shown on a terminal, a line every few seconds where it is not.</summary>
public sealed class ProgressDisplay(TextWriter output, string title)
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);
    private readonly bool _live = !Console.IsErrorRedirected && !Console.IsOutputRedirected;
    private TimeSpan _shown = -PlainInterval;
    private string _line = "";

    public void Show(JsonElement announcement, TimeSpan elapsed)
    {
        int Count(string name) => OutageRun.Count(announcement, name);
        var audience = Count("audience");
        var final = audience - Count("queued");
        const int width = 30;
        var bar = audience == 0 ? 0 : width * final / audience;
        _line = $"{title,-10} [{new string('#', bar)}{new string('.', width - bar)}] {final:N0} of {audience:N0} people, "
            + $"{Count("sent"):N0} sent, {Count("delivered"):N0} delivered, {elapsed.TotalSeconds:N0} s";
        if (_live)
            output.Write("\r" + _line.PadRight(110));
        else if (elapsed - _shown >= PlainInterval)
        {
            output.WriteLine(_line);
            _shown = elapsed;
        }
    }

    public void End() => output.WriteLine(_live ? "" : _line);
}
