namespace Samvad.LocalHost.Simulator.CloudApi;

/// <summary>
/// What senders gave along with their messages, to be told with the statuses. Guarded by the journal's gate.
/// </summary>
internal sealed class Callbacks
{
    private readonly Dictionary<Guid, string> _byMessage = [];
    private readonly HashSet<string> _texts = [];

    public void Add(Guid message, string callback)
    {
        // Many messages give the same, and it is kept once.
        if (!_texts.TryGetValue(callback, out var same))
            _texts.Add(same = callback);
        _byMessage[message] = same;
    }

    public string? Of(Guid message) => _byMessage.GetValueOrDefault(message);

    public void Clear()
    {
        _byMessage.Clear();
        _texts.Clear();
    }
}
