using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Ratings.Flags;
using ArenaLearning.Ratings.Judges;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>Everything that a model arena's report shows beside <see cref="CampaignResult"/>: <c>details.json</c>, with snake_case names.</summary>
/// <param name="Version">Of this format: <see cref="CurrentVersion"/>.</param>
/// <param name="Kind">Always <see cref="KindName"/>; a flywheel's details have no kind.</param>
/// <param name="Spec">The campaign file, overrides applied.</param>
/// <param name="Prompts">Prompts that every contestant was asked.</param>
/// <param name="Dropped">Prompts dropped on reading, by reason.</param>
/// <param name="Flags">Contestants that answer many prompts alike, or speak to the judge.</param>
/// <param name="JudgeCards">Of the judge, of its jury's members, and of the judge that it is compared with.</param>
/// <param name="Compared">Leaderboard by the judge that is compared with; empty where there is none.</param>
/// <param name="Mined">Datasets, in the order SFT, DPO.</param>
public sealed record ModelArenaDetails(
    int Version, string Kind, ModelArenaSpec Spec, int Prompts, IReadOnlyDictionary<string, int> Dropped,
    IReadOnlyList<ContestantAnswers> Contestants, IReadOnlyList<FlaggedContestant> Flags, IReadOnlyList<JudgeCard> JudgeCards,
    IReadOnlyList<LeaderboardRow> Compared, IReadOnlyList<WinRate> WinRates, IReadOnlyList<MinedRows> Mined,
    IReadOnlyList<EndpointSpend> Spend, IReadOnlyList<string> Warnings, IReadOnlyList<FailureDetails> Failures)
{
    public const int CurrentVersion = 1;
    public const string KindName = "model_arena";
}

/// <summary>What a contestant answered.</summary>
/// <param name="Kind"><c>openai</c>, <c>checkpoint</c> or <c>recorded</c>.</param>
/// <param name="Answered">Prompts answered.</param>
/// <param name="MeanLength">Words and marks of punctuation of its answers, on the mean.</param>
public sealed record ContestantAnswers(string Contestant, string Kind, int Answered, double MeanLength);

/// <param name="Stage"><c>SFT</c> or <c>DPO</c>.</param>
/// <param name="ChosenBy">Rows by the contestant whose response was chosen.</param>
/// <param name="Dropped">Prompts that gave no row, by reason.</param>
/// <param name="File">Relative to the output folder.</param>
public sealed record MinedRows(
    string Stage, int Rows, IReadOnlyDictionary<string, int> ChosenBy, IReadOnlyDictionary<string, int> Dropped, string File, string Sha256);
