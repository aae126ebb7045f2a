namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>starts</c>: a campaign that was asked for, also one that no process has taken up yet.</summary>
internal sealed class StartEntity
{
    public required string Id { get; init; }

    /// <summary>The command as JSON, as it came last.</summary>
    public required string Command { get; init; }

    /// <summary>Whether it came to its end and said so. One that has not is taken up by whoever is there.</summary>
    public bool Ended { get; init; }
}
