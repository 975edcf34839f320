using Samvad.Outages;

namespace Samvad.Intake.Formats;

/// <summary>A report in the making: what a format found, and the rules that hold whatever the format.</summary>
internal sealed class Draft(int index, Given root, Envelope envelope, Batch batch, TimeSpan? assumed = null)
{
    public const int SourceLimit = 40;
    public const int ExternalIdLimit = 80;
    private readonly int _faultsBefore = batch.Faults.Count;

    public FieldRules Rules { get; } = new(index, batch.Faults, assumed);
    public string Source { get; set; } = "";
    public string ExternalId { get; set; } = "";
    public long? Revision { get; set; }
    public Moment AsOf { get; set; }
    public OutageKind Kind { get; set; }
    public OutageState State { get; set; }
    public string? CauseCode { get; set; }
    public string? CauseText { get; set; }
    public Moment Start { get; set; }
    public Moment Etr { get; set; }
    public Moment RestoredAt { get; set; }
    public Affected Affected { get; set; } = Affected.Nothing;
    public Affected? Restored { get; set; }
    public FaultClass? FaultClass { get; set; }
    public string? Parent { get; set; }
    public int? CustomersAffected { get; set; }
    public int? CustomersRestored { get; set; }
    public bool Incremental { get; set; }

    /// <summary>The document's own id, where it refers to earlier documents about the outage.</summary>
    public string? Message { get; set; }

    /// <summary>What to give so that it is known what is affected; told where nothing was.</summary>
    public (string Path, string Remedy) AffectedBy { get; set; } =
        ("feeders", "at least one office, feeder, transformer or consumer number is affected");

    /// <summary>The sender that the document names, or else the one named beside it.</summary>
    public void TakeSource(Given given, bool foreign)
    {
        if (given.IsPresent)
            Source = foreign ? Rules.Id(given, SourceLimit) : Rules.Key(given, SourceLimit);
        else if (envelope.Source is { } known)
            Source = known;
        else
        {
            Rules.Add(
                given, "id",
                $"required: here, as ?source= or as header x-samvad-source: 1 to {SourceLimit} of A-Z a-z 0-9 . _ : -");
        }
    }

    /// <summary>Takes the report into the batch, unless something is wrong with it.</summary>
    public void Finish()
    {
        Check();
        var isDated = Revision is null;
        var revision = Revision ?? (AsOf.At ?? envelope.AsOf ?? envelope.ReceivedAt).ToUnixTimeMilliseconds();
        if (batch.Faults.Count > _faultsBefore)
            return;
        var report = new OutageReport(
            Source, ExternalId, revision, Kind, State, CauseCode, CauseText, Start.At!.Value, Etr.At, RestoredAt.At,
            Affected, envelope.ReceivedAt)
        {
            Restored = Restored,
            FaultClass = FaultClass,
            Parent = Parent,
            CustomersAffected = CustomersAffected,
            CustomersRestored = CustomersRestored,
            Incremental = Incremental,
        };
        var eventId = envelope.Event is { } around ? $"{around.Id}\n{index - around.First}" : null;
        batch.Take(new Taken(index, report, eventId, isDated) { Message = Message });
    }

    private void Check()
    {
        if (Etr.At < Start.At)
            Rules.Add(Etr.Given!, "order", "not before start");
        if (RestoredAt.At < Start.At)
            Rules.Add(RestoredAt.Given!, "order", "not before start");
        if (Start.At > envelope.ReceivedAt.AddYears(1))
            Rules.Add(Start.Given!, "future", "at most a year ahead");
        if (CustomersRestored > CustomersAffected)
            Rules.Add(root, "order", $"not more restored ({CustomersRestored}) than affected ({CustomersAffected})");
        if (Affected.IsEmpty && State is not (OutageState.Restored or OutageState.Cancelled)
            && batch.Faults.Count == _faultsBefore)
        {
            var path = root.Path.Length == 0 ? AffectedBy.Path : $"{root.Path}: {AffectedBy.Path}";
            batch.Faults.Add(index, path, null, "required", AffectedBy.Remedy);
        }
    }
}
