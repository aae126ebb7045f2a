using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <summary>Makes judges of one kind; registered once in <see cref="JudgingService"/>.</summary>
public interface IJudgeMaker
{
    /// <summary>The type of <see cref="JudgeReference"/> that the kind has.</summary>
    Type Reference { get; }

    /// <param name="judge">Of the type <see cref="Reference"/>.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>: where a model computes.</param>
    /// <param name="judges">Makes the judges that this one is made of.</param>
    /// <exception cref="JudgeException">There can be no such judge; the message says what is wrong with its settings.</exception>
    Task<IBattleJudge> MakeAsync(JudgeReference judge, string device, JudgeFactory judges);
}
