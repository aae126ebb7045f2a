using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;

namespace ArenaLearning.Judging.RewardModels;

/// <summary>Makes the judges that ask a reward model.</summary>
public sealed class RewardModelJudgeMaker(LoadedRewardModels models) : JudgeMaker<RewardModelJudgeReference>
{
    public override async Task<IBattleJudge> MakeAsync(RewardModelJudgeReference judge, string device, JudgeFactory judges)
    {
        try
        {
            return new TwoGameJudge(new RewardModelJudge(judge.Name, await models.GetAsync(judge.Checkpoint, device)), judge.Rules);
        }
        catch (Exception e) when (e is CheckpointException or InvalidDataException or IOException or NativeTorchException)
        {
            throw new JudgeException($"judge '{judge.Name}': {e.Message}", e);
        }
    }
}
