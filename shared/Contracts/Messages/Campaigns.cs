using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Contracts.Messages;

/// <summary>Command to Flywheel: start this campaign, or go on with it. Sending it again changes nothing.</summary>
/// <param name="Campaign">Id: derived from the output folder and the spec.</param>
/// <param name="Spec">The campaign file as YAML, overrides applied.</param>
/// <param name="SpecPath">Path of the campaign file where it was read: named in messages to a person, and where
/// paths of keys start from. Nobody opens it.</param>
/// <param name="Files">What the campaign file names, by the path as it is written there.</param>
/// <param name="Scope">Where the campaign's artifacts go.</param>
public sealed record StartCampaign(
    string Campaign, string Spec, string SpecPath, IReadOnlyDictionary<string, ArtifactReference> Files, ArtifactScope Scope);

/// <summary>Event, at most a few times a second: what the campaign is doing.</summary>
public sealed record CampaignProgressed
{
    public required string Campaign { get; init; }

    /// <summary>For example <c>DPO-I1</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>For example <c>judging battles</c>.</summary>
    public required string Activity { get; init; }

    /// <summary>Units of this activity done, of <see cref="Planned"/>.</summary>
    public required int Done { get; init; }
    public required int Planned { get; init; }

    /// <summary>Stages done, of <see cref="StagesPlanned"/>.</summary>
    public required int StagesDone { get; init; }
    public required int StagesPlanned { get; init; }

    public required IReadOnlyList<LeaderboardRow> Leaderboard { get; init; }
    public string? Message { get; init; }

    /// <summary>Paid to endpoints so far.</summary>
    public decimal SpentUsd { get; init; }

    /// <summary>Asked of endpoints so far, prompts and answers.</summary>
    public long SpentTokens { get; init; }
}

/// <summary>Event: the campaign is over.</summary>
/// <param name="Failure">Why it stopped and what to do next; null when it completed.</param>
public sealed record CampaignEnded(string Campaign, string? Failure);
