namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Flywheel: start this campaign, or go on with it. Sending it again changes nothing.</summary>
/// <param name="Campaign">Id: derived from the output folder and the spec.</param>
/// <param name="Spec">The campaign file as YAML, overrides applied.</param>
/// <param name="SpecPath">Path of the campaign file: relative paths in it start from its folder.</param>
/// <param name="OutputFolder">Path of the output folder, on a volume that every service sees.</param>
public sealed record StartCampaign(string Campaign, string Spec, string SpecPath, string OutputFolder);

/// <summary>Event, at most a few times a second: what the campaign is doing.</summary>
/// <param name="Stage">For example <c>DPO-I1</c>.</param>
/// <param name="Activity">For example <c>judging battles</c>.</param>
/// <param name="Done">Units of this activity done, of <paramref name="Planned"/>.</param>
/// <param name="SpentUsd">Paid to endpoints so far.</param>
/// <param name="SpentTokens">Asked of endpoints so far, prompts and answers.</param>
/// <param name="StagesDone">Stages done, of <paramref name="StagesPlanned"/>.</param>
public sealed record CampaignProgressed(
    string Campaign, string Stage, string Activity, int Done, int Planned, int StagesDone, int StagesPlanned,
    IReadOnlyList<LeaderboardRow> Leaderboard, string? Message = null, decimal SpentUsd = 0, long SpentTokens = 0);

/// <summary>Event: the campaign is over.</summary>
/// <param name="Failure">Why it stopped and what to do next; null when it completed.</param>
public sealed record CampaignEnded(string Campaign, string? Failure);
