using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>A campaign that was asked for.</summary>
/// <param name="Start">The command, as it came last.</param>
/// <param name="Failure">Why it failed; null where it did not.</param>
/// <param name="ChangedAt">When its state became what it is.</param>
/// <param name="Limits">What was changed since.</param>
public sealed record KeptCampaign(
    StartCampaign Start, CampaignState State, string? Failure, DateTimeOffset AskedAt, DateTimeOffset ChangedAt, CampaignLimits Limits);
