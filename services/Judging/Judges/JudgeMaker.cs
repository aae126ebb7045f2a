using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Judges;

/// <inheritdoc cref="IJudgeMaker"/>
public abstract class JudgeMaker<TReference> : IJudgeMaker where TReference : JudgeReference
{
    public Type Reference => typeof(TReference);

    /// <inheritdoc cref="IJudgeMaker.MakeAsync"/>
    public abstract Task<IBattleJudge> MakeAsync(TReference judge, string device, JudgeFactory judges);

    Task<IBattleJudge> IJudgeMaker.MakeAsync(JudgeReference judge, string device, JudgeFactory judges) =>
        MakeAsync((TReference)judge, device, judges);
}
