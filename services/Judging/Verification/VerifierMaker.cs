using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Verification;

/// <summary>Makes the judges that check answers.</summary>
public sealed class VerifierMaker : JudgeMaker<VerifierJudgeReference>
{
    public override Task<IBattleJudge> MakeAsync(VerifierJudgeReference judge, string device, JudgeFactory judges) =>
        Task.FromResult<IBattleJudge>(new TwoGameJudge(new Verifier(), judge.Rules));
}
