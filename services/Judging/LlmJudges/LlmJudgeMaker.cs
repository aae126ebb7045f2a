using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Judges;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>Makes the judges that ask a language model.</summary>
public sealed class LlmJudgeMaker(IJudgeModel model) : JudgeMaker<LlmJudgeReference>
{
    public override async Task<IBattleJudge> MakeAsync(LlmJudgeReference judge, JudgeFactory judges) =>
        new TwoGameJudge(await LlmAsync(judge.Name, judge.Settings), judge.Rules);

    private async Task<LlmJudge> LlmAsync(string name, LlmJudgeSettings settings)
    {
        if (settings.Attempts < 1) throw new JudgeException($"judge '{name}': attempts is {settings.Attempts} and must be at least 1");
        if (settings.Model.SystemPrompt is not null)
            throw new JudgeException($"judge '{name}': its prompt has a system text of its own: take the model's system prompt away, or write a prompt file");
        var prompt = JudgePromptFile.Read(settings.Prompt);
        if (settings.PromptFile is { } file && await ContentHash.OfFileAsync(settings.Prompt) != file.Sha256)
            throw new JudgeException(
                $"judge '{name}': {settings.Prompt} has changed since the campaign was started: put the old one back, or start a new campaign");
        return new(name, settings, prompt, model);
    }
}
