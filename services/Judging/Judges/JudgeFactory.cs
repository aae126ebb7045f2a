using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.LlmJudges;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.Judging.RewardModels;
using ArenaLearning.Judging.Verification;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;

namespace ArenaLearning.Judging.Judges;

/// <summary>Makes judges: for each kind, the class that does it.</summary>
public sealed class JudgeFactory(IJudgeModel model, RecordedVerdictFiles verdicts, LoadedRewardModels rewardModels)
{
    /// <summary>A judge for one chunk: what it remembers goes with it.</summary>
    /// <exception cref="JudgeException">There can be no such judge; the message says what is wrong with its settings.</exception>
    public async Task<IBattleJudge> CreateAsync(JudgeReference judge) => judge.Kind switch
    {
        JudgeKind.Verifier => new TwoGameJudge(new Verifier(), judge.Rules),
        JudgeKind.Llm => new TwoGameJudge(await LlmAsync(judge), judge.Rules),
        JudgeKind.RewardModel => await RewardModelAsync(judge),
        JudgeKind.Recorded => await RecordedAsync(judge),
        JudgeKind.Jury => await JuryAsync(judge),
        _ => throw new JudgeException($"judge '{judge.Name}': there is no kind of judge {(int)judge.Kind}: use one of {string.Join(", ", Enum.GetNames<JudgeKind>())}"),
    };

    private async Task<LlmJudge> LlmAsync(JudgeReference judge)
    {
        var settings = judge.Llm ?? throw new JudgeException($"judge '{judge.Name}': an LLM judge needs a model and an endpoint");
        if (settings.Attempts < 1) throw new JudgeException($"judge '{judge.Name}': attempts is {settings.Attempts} and must be at least 1");
        if (settings.Model.SystemPrompt is not null)
            throw new JudgeException($"judge '{judge.Name}': its prompt has a system text of its own: take the model's system prompt away, or write a prompt file");
        var prompt = JudgePromptFile.Read(settings.Prompt);
        if (settings.PromptFile is { } file && await ContentHash.OfFileAsync(settings.Prompt) != file.Sha256)
            throw new JudgeException($"judge '{judge.Name}': {settings.Prompt} has changed since the campaign was started: put the old one back, or start a new campaign");
        return new(judge.Name, settings, prompt, model);
    }

    private async Task<TwoGameJudge> RewardModelAsync(JudgeReference judge)
    {
        var checkpoint = judge.RewardModel ?? throw new JudgeException($"judge '{judge.Name}': a reward-model judge needs a checkpoint");
        try
        {
            return new(new RewardModelJudge(judge.Name, await rewardModels.GetAsync(checkpoint)), judge.Rules);
        }
        catch (Exception e) when (e is CheckpointException or InvalidDataException or IOException or NativeTorchException)
        {
            throw new JudgeException($"judge '{judge.Name}': {e.Message}", e);
        }
    }

    private async Task<RecordedVerdicts> RecordedAsync(JudgeReference judge)
    {
        var file = judge.Recorded ?? throw new JudgeException($"judge '{judge.Name}': recorded verdicts need a file");
        try
        {
            return new(await verdicts.GetAsync(file), judge.Rules);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new JudgeException($"judge '{judge.Name}': {e.Message}", e);
        }
    }

    private async Task<Jury> JuryAsync(JudgeReference judge)
    {
        if (judge.Jury is not { Members: { Count: > 0 } members } settings)
            throw new JudgeException($"judge '{judge.Name}': a jury needs members");
        if (members.GroupBy(member => member.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new JudgeException($"judge '{judge.Name}': two members of the jury are called '{twice.Key}': give them different names");
        return new(
            await Task.WhenAll(members.Select(async member => new JuryMember(member.Name, await CreateAsync(member)))), settings.Rule, judge.Rules);
    }
}
