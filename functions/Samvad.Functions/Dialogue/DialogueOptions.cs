using System.ComponentModel.DataAnnotations;

namespace Samvad.Dialogue;

/// <summary>Settings under `Dialogue`.</summary>
public sealed class DialogueOptions
{
    public const string Section = "Dialogue";

    /// <summary>How many people of one transformer make a predicted outage. Default 3.</summary>
    [Range(2, 1_000)]
    public int PredictPeople { get; set; } = 3;

    /// <summary>Within how long they write. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PredictWithin { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a prediction stands before another is made of the same transformer. Default 4 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan PredictionStands { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Whether a predicted outage is announced without the control room. Default no.</summary>
    public bool AnnouncePredicted { get; set; }

    /// <summary>How long a question waits for its answer. Default 30 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StepLasts { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a person whom nobody understood is left to staff. Default 4 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan HumanFor { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Messages of one person that are answered within a minute; after one more word there is silence. Default 10.</summary>
    [Range(1, 1_000)]
    public int MostPerMinute { get; set; } = 10;

    /// <summary>And within a day. Default 100.</summary>
    [Range(1, 10_000)]
    public int MostPerDay { get; set; } = 100;

    /// <summary>The largest picture or document that is taken, in bytes. Default 16 MB; WhatsApp's own pictures have 5 MB at most.</summary>
    [Range(64 * 1024, 100 * 1024 * 1024)]
    public long LargestMedia { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long one attempt at fetching it may take. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MediaTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long the status of an answer is waited for where a kill left open whether it was sent, and the provider does not drop
    /// repeats. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan DoubtWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the owner of a connection may take to confirm that somebody else gets its messages. Default 7 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan LinkLasts { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Requests of one person to be linked, in a day. Default 3.</summary>
    [Range(1, 100)]
    public int MostLinksPerDay { get; set; } = 3;

    /// <summary>How long after the last message what was said is kept. Default 90 d.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepConversations { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long it is kept which letters were sent. Default 14 d.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepLetters { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The office for hazards whose place names none. Default the top of the tree.</summary>
    public string? DefaultOffice { get; set; }
}
