namespace ArenaLearning.Flywheel.Ledger;

/// <summary>What is to become of a campaign that was asked for. Kept by name: do not rename.</summary>
public enum CampaignState
{
    /// <summary>Whoever is there drives it to its end.</summary>
    Running,

    /// <summary>Nobody drives it until it is resumed.</summary>
    Paused,

    /// <summary>It was stopped for good.</summary>
    Cancelled,

    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>It stopped before its end, and cannot go on as things are.</summary>
    Failed,
}
