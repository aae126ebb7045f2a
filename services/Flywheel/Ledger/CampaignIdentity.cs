namespace ArenaLearning.Flywheel.Ledger;

/// <summary>Which campaign a ledger belongs to.</summary>
/// <param name="Id">Of the campaign, as in its messages.</param>
/// <param name="SpecHash">SHA-256 of the campaign's specification.</param>
public sealed record CampaignIdentity(string Id, string SpecHash, long Seed);
