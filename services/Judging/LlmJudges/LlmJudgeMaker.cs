using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.Verdicts;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Makes the judges that ask a language model.</summary>
public sealed class LlmJudgeMaker(IJudgeModel model, JudgePrompts prompts) : JudgeMaker<LlmJudgeReference>
{
    public override async Task<IBattleJudge> MakeAsync(LlmJudgeReference judge, string device, JudgeFactory judges) =>
        new TwoGameJudge(await LlmAsync(judge.Name, judge.Settings), judge.Rules);

    private async Task<LlmJudge> LlmAsync(string name, LlmJudgeSettings settings)
    {
        if (settings.Attempts < 1) throw new JudgeException($"judge '{name}': attempts is {settings.Attempts} and must be at least 1");
        if (settings.Model.SystemPrompt is not null)
            throw new JudgeException(
                $"judge '{name}': its prompt has a system text of its own: take the model's system prompt away, or write a prompt file");
        try
        {
            return new(name, settings, settings.PromptFile is { } file ? await prompts.GetAsync(file) : JudgePromptFile.Named(settings.Prompt), model);
        }
        catch (Exception e) when (e is JudgeException or IOException or UnauthorizedAccessException)
        {
            throw new JudgeException($"judge '{name}': {e.Message}", e);
        }
    }
}
