using Samvad.WhatsApp;

namespace Samvad.Tracking;

/// <summary>The statuses of a batch that concern one group, as long as their deliveries are not found.</summary>
internal sealed class OpenStatuses
{
    private readonly Dictionary<string, List<StatusEvent>> _byMessage = [];
    private readonly Dictionary<Guid, List<string>> _byCallback = [];
    private readonly HashSet<string?> _people = [];
    private readonly HashSet<string> _announcements = [];

    public int Count => _byMessage.Count;

    public bool IsEmpty => Count == 0;

    /// <summary>The announcements that callbacks name.</summary>
    public IReadOnlyCollection<string> Announcements => _announcements;

    /// <summary>Some say nothing of their announcement.</summary>
    public bool HasPlain { get; private set; }

    public void Add(StatusEvent status, DeliveryCallback? callback)
    {
        if (_byMessage.TryGetValue(status.MessageId, out var known))
        {
            known.Add(status);
            return;
        }

        _byMessage[status.MessageId] = [status];
        HasPlain |= callback is null;
        if (callback is not { } own)
            return;
        _announcements.Add(own.Announcement);
        _people.Add(status.To);
        if (!_byCallback.TryGetValue(own.Id, out var messages))
            _byCallback[own.Id] = messages = [];
        messages.Add(status.MessageId);
    }

    /// <summary>Takes out what is of this delivery, and gives it the message id that it may lack.</summary>
    public IReadOnlyList<StatusEvent> Take(string announcement, Delivery delivery)
    {
        var found = delivery.MessageId is { } id && _byMessage.Remove(id, out var statuses) ? statuses : null;
        if (_byCallback.Count == 0 || !(_people.Contains(delivery.Address) || _people.Contains(null)))
            return found ?? [];
        // Where the send had no answer, or was repeated, its statuses carry ids that nobody wrote down.
        if (_byCallback.Remove(MessageIds.Of(announcement, delivery.Address, delivery.Taken), out var messages))
        {
            foreach (var message in messages)
            {
                if (_byMessage.Remove(message, out var others))
                    (found ??= []).AddRange(others);
                delivery.MessageId ??= message;
            }
        }

        return found ?? [];
    }

    /// <summary>Takes out what is of a message that failed before and was sent anew: it changes nothing.</summary>
    public IReadOnlyList<StatusEvent> TakeOld(string announcement, Delivery delivery)
    {
        if (delivery.Taken == 0)
            return [];
        var old = delivery.FailedMessageId is { } id && _byMessage.Remove(id, out var statuses) ? statuses : [];
        for (var taken = 0; taken < delivery.Taken && _byCallback.Count > 0; taken++)
        {
            if (!_byCallback.Remove(MessageIds.Of(announcement, delivery.Address, taken), out var messages))
                continue;
            foreach (var message in messages)
            {
                if (_byMessage.Remove(message, out var others))
                    old.AddRange(others);
            }
        }

        return old;
    }
}
