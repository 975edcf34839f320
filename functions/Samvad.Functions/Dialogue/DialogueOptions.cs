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

    /// <summary>The office for hazards whose place names none. Default the top of the tree.</summary>
    public string? DefaultOffice { get; set; }
}
