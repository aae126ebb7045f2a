using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>What a campaign of any kind is run with.</summary>
/// <param name="Seed">Everything random derives from it.</param>
/// <param name="MaxTokens">Most tokens of an answer.</param>
/// <param name="StagesPlanned">Stages that progress counts.</param>
public sealed record RunSettings(
    long Seed, string Device, int MaxTokens, JudgeReference Judge, WorkSpec Work, int StagesPlanned, SpendBook Spend);
