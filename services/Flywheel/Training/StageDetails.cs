using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Flywheel.Training;

/// <summary>One stage.</summary>
/// <param name="Stage"><c>SFT</c>, <c>DPO</c> or <c>PPO</c>.</param>
/// <param name="Contestant">The version that came out, or the unchanged target where <paramref name="Skipped"/> says why.</param>
/// <param name="Opponent">The target that the stage's battles were fought with and that the gate compares to; null for SFT-I0.</param>
/// <param name="Skipped">Why nothing was trained; null where something was.</param>
/// <param name="Gate">Null for SFT-I0 and for a skipped stage.</param>
/// <param name="Greedy">On the arena, greedy answers.</param>
/// <param name="Sampled">On the arena, one answer at temperature 1 to each prompt.</param>
/// <param name="Mining">Null for SFT-I0, which trains on D0.</param>
/// <param name="Training">Null for a skipped stage.</param>
/// <param name="RewardModel">Of a PPO stage.</param>
/// <param name="Control">Of a DPO stage with <c>training.dpo_control</c>.</param>
/// <param name="TrainingBattles">Judged battles on the stage's training prompts.</param>
/// <param name="ArenaBattles">Judged battles that the newcomer brought to the arena.</param>
/// <param name="Leaderboard">Of the arena right after this stage.</param>
public sealed record StageDetails(
    int Iteration, string Stage, string Contestant, string? Opponent, string? Skipped, bool Promoted,
    GateDetails? Gate, AccuracyDetails Greedy, AccuracyDetails Sampled, MiningDetails? Mining,
    TrainingDetails? Training, TrainingDetails? RewardModel, ControlDetails? Control,
    int TrainingBattles, int ArenaBattles, IReadOnlyList<LeaderboardRow> Leaderboard);
