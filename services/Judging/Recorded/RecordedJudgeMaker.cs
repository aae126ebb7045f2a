using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.Recorded;

/// <summary>Makes the judges that look verdicts up.</summary>
public sealed class RecordedJudgeMaker(RecordedVerdictFiles files) : JudgeMaker<RecordedJudgeReference>
{
    public override async Task<IBattleJudge> MakeAsync(RecordedJudgeReference judge, string device, JudgeFactory judges)
    {
        try
        {
            return new RecordedVerdicts(await files.GetAsync(judge.File), judge.Rules);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new JudgeException($"judge '{judge.Name}': {e.Message}", e);
        }
    }
}
