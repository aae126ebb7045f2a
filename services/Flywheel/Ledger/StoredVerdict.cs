using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Ledger;

/// <summary>A verdict as the ledger keeps it, without what the judge said.</summary>
public readonly record struct StoredVerdict(
    double ScoreA, double ScoreB, BattleWinner Winner, bool? CorrectA, bool? CorrectB, int? FirstErrorA, int? FirstErrorB, double? Probability = null);
