using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Everything that the report shows beside <see cref="CampaignResult"/>: <c>details.json</c>, with snake_case names.</summary>
public sealed record TrainingCampaignDetails
{
    /// <summary>Of this format: <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>The campaign file, overrides applied.</summary>
    public required TrainingCampaignSpec Spec { get; init; }
    public required PromptSetDetails Prompts { get; init; }

    /// <summary>In the order in which they joined the arena: competitors, then versions of the target.</summary>
    public required IReadOnlyList<ContestantDetails> Contestants { get; init; }
    public required IReadOnlyList<StageDetails> Stages { get; init; }

    /// <summary>Of the whole arena after the last stage.</summary>
    public required IReadOnlyList<WinRate> WinRates { get; init; }

    /// <summary>Of the rankings and of the stages, in words, each with the stage it came from.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Failed units, grouped by reason.</summary>
    public required IReadOnlyList<FailureDetails> Failures { get; init; }

    /// <summary>Of the judge, of its jury's members and of the verifier that checks beside it; null where the judge is the verifier.</summary>
    public IReadOnlyList<JudgeCard>? JudgeCards { get; init; }

    /// <summary>What was paid to each endpoint; null where the file has none.</summary>
    public IReadOnlyList<EndpointSpend>? Spend { get; init; }

    public const int CurrentVersion = 1;
}
