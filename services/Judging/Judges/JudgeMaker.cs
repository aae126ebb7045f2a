using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Judges;

/// <inheritdoc cref="IJudgeMaker"/>
public abstract class JudgeMaker<TReference> : IJudgeMaker where TReference : JudgeReference
{
    public Type Reference => typeof(TReference);

    /// <inheritdoc cref="IJudgeMaker.MakeAsync"/>
    public abstract Task<IBattleJudge> MakeAsync(TReference judge, JudgeFactory judges);

    Task<IBattleJudge> IJudgeMaker.MakeAsync(JudgeReference judge, JudgeFactory judges) => MakeAsync((TReference)judge, judges);
}
