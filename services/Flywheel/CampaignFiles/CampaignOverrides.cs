namespace ArenaLearning.Flywheel.CampaignFiles;

/// <summary>What the command line lays over a campaign file, in this order: profile, seed, assignments.</summary>
/// <param name="Profile">Name of an entry of <c>profiles</c>.</param>
/// <param name="Assignments">
/// Each <c>key.path=value</c>; items of lists by index: <c>competitors.0.temperature=0.5</c>. Relative paths start from the current folder.
/// </param>
public sealed record CampaignOverrides(string? Profile = null, long? Seed = null, IReadOnlyList<string>? Assignments = null);
