using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Flywheel.Training;

/// <summary>One stage. What a stage does not have is null: its kind says what it may have.</summary>
public sealed record StageDetails
{
    /// <summary>0 for the first stage.</summary>
    public required int Iteration { get; init; }

    /// <summary>What stages of its kind are called, for example <c>DPO</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Null where it is <see cref="Stage"/> and <see cref="Iteration"/>, as in <c>DPO-I2</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The version that came out, or the unchanged target where there is none.</summary>
    public required string Contestant { get; init; }

    /// <summary>The target that the stage's battles were fought with and that the gate compares to; null for the first stage.</summary>
    public string? Opponent { get; init; }

    /// <summary>Why nothing was trained; null where something was.</summary>
    public string? Skipped { get; init; }

    /// <summary>Whether the version became the target.</summary>
    public required bool Promoted { get; init; }

    /// <summary>Null for the first stage and where no version came out.</summary>
    public GateDetails? Gate { get; init; }

    /// <summary>On the arena, greedy answers.</summary>
    public required AccuracyDetails Greedy { get; init; }

    /// <summary>On the arena, one answer at temperature 1 to each prompt.</summary>
    public required AccuracyDetails Sampled { get; init; }

    /// <summary>Null for a stage that mines nothing.</summary>
    public MiningDetails? Mining { get; init; }

    /// <summary>Of the version; null where none came out.</summary>
    public TrainingDetails? Training { get; init; }

    /// <summary>Of the reward model that the stage trained; null where it trained none.</summary>
    public TrainingDetails? RewardModel { get; init; }

    /// <summary>Null for a stage without a control.</summary>
    public ControlDetails? Control { get; init; }

    /// <summary>Judged battles on the stage's training prompts.</summary>
    public required int TrainingBattles { get; init; }

    /// <summary>Judged battles that the newcomer brought to the arena.</summary>
    public required int ArenaBattles { get; init; }

    /// <summary>Of the arena right after this stage.</summary>
    public required IReadOnlyList<LeaderboardRow> Leaderboard { get; init; }
}
