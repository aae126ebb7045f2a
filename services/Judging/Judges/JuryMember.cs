using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <summary>One of the judges of a jury.</summary>
/// <param name="Name">Unique in its jury.</param>
public sealed record JuryMember(string Name, IBattleJudge Judge);
