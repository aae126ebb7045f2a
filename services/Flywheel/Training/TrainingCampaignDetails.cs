using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Everything that the report shows beside <see cref="CampaignResult"/>: <c>details.json</c>, with snake_case names.</summary>
/// <param name="Version">Of this format: <see cref="CurrentVersion"/>.</param>
/// <param name="Spec">The campaign file, overrides applied.</param>
/// <param name="Contestants">In the order in which they joined the arena: competitors, then versions of the target.</param>
/// <param name="WinRates">Of the whole arena after the last stage.</param>
/// <param name="Warnings">Of the rankings and of the stages, in words, each with the stage it came from.</param>
/// <param name="Failures">Failed units, grouped by reason.</param>
/// <param name="JudgeCards">Of the judge, of its jury's members and of the verifier that checks beside it; null where the judge is the verifier.</param>
/// <param name="Spend">What was paid to each endpoint; null where the file has none.</param>
public sealed record TrainingCampaignDetails(
    int Version, TrainingCampaignSpec Spec, PromptSetDetails Prompts, IReadOnlyList<ContestantDetails> Contestants,
    IReadOnlyList<StageDetails> Stages, IReadOnlyList<WinRate> WinRates, IReadOnlyList<string> Warnings,
    IReadOnlyList<FailureDetails> Failures, IReadOnlyList<JudgeCard>? JudgeCards = null, IReadOnlyList<EndpointSpend>? Spend = null)
{
    public const int CurrentVersion = 1;
}
