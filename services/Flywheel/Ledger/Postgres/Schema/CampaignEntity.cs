namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>campaigns</c>.</summary>
internal sealed class CampaignEntity
{
    /// <summary>Stands for the campaign in the rows of the other tables.</summary>
    public int Number { get; init; }

    public required string Id { get; init; }
    public required string SpecHash { get; init; }
    public required long Seed { get; init; }

    /// <summary>Counts the leases granted on the campaign: who holds an older one writes nothing more.</summary>
    public long Lease { get; init; }

    public double WallSeconds { get; init; }
    public long PeakRssBytes { get; init; }
    public long DuplicatesDropped { get; init; }
}
