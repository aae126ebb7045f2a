namespace ArenaLearning.Flywheel.Ledger.Postgres.Schema;

/// <summary>A row of <c>starts</c>: a campaign that was asked for, also one that no process has taken up yet.</summary>
internal sealed class StartEntity
{
    public required string Id { get; init; }

    /// <summary>The command as JSON, as it came last.</summary>
    public required string Command { get; init; }

    /// <summary>Name of a <see cref="CampaignState"/>. One that is to run is taken up by whoever is there.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Failure { get; init; }

    public DateTimeOffset AskedAt { get; init; }

    /// <summary>When the state became what it is.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>US dollars that it may spend, in the place of what its file says.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>Tokens that it may ask for, in the place of what its file says.</summary>
    public long? BudgetTokens { get; init; }

    /// <summary>Most units in flight, in the place of what its file says.</summary>
    public int? WindowUnits { get; init; }
}
