using ArenaLearning.Flywheel.Judges;

namespace ArenaLearning.Flywheel.Battles;

/// <summary>
/// A language model or a reward model says which of two answers is better, not which is right. Where a flywheel's judge does not
/// check answers, the verifier checks them beside it, which costs nothing: so what is known to be wrong stays known.
/// </summary>
internal static class AnswerChecking
{
    /// <returns>Who checks; null where the judge does so itself.</returns>
    public static JudgeSpec? Beside(JudgeSpec judge) => judge.ChecksAnswers ? null : JudgeSpec.Verifier;

    /// <returns>The battles of a round before who checks beside the judge; null where the judge checks itself.</returns>
    public static Round? Beside(JudgeSpec judge, Round round) => Beside(judge) is null ? null : Of(round);

    /// <summary>The battles of a round before who checks.</summary>
    public static Round Of(Round round) => round with { Bout = $"{round.Bout}/{JudgeSpec.Verifier.Name}", Arena = null };
}
