using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Makes the judges that ask a language model.</summary>
public sealed class LlmJudgeMaker(IJudgeModel model) : JudgeMaker<LlmJudgeReference>
{
    public override Task<IBattleJudge> MakeAsync(LlmJudgeReference judge, string device, JudgeFactory judges) =>
        Task.FromResult<IBattleJudge>(new TwoGameJudge(Llm(judge.Name, judge.Settings), judge.Rules));

    private LlmJudge Llm(string name, LlmJudgeSettings settings)
    {
        if (settings.Attempts < 1) throw new JudgeException($"judge '{name}': attempts is {settings.Attempts} and must be at least 1");
        if (settings.Model.SystemPrompt is not null)
            throw new JudgeException(
                $"judge '{name}': its prompt has a system text of its own: take the model's system prompt away, or write a prompt file");
        try
        {
            return new(name, settings, JudgePromptFile.ReadVerified(settings), model);
        }
        catch (JudgeException e)
        {
            throw new JudgeException($"judge '{name}': {e.Message}", e);
        }
    }
}
