using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Arena.Validation;

/// <summary>Reads every checkpoint that a campaign names, before it starts.</summary>
public static class CheckpointCheck
{
    private const string TokenizerKey = "target.tokenizer";
    private const string TokenizerFile = "tokenizer.json";

    /// <exception cref="FileRefusedException">
    /// A folder or file is missing or damaged, is of a model that is not supported, or has another vocabulary than the target.
    /// </exception>
    public static async Task RunAsync(CampaignFile campaign, CancellationToken cancellationToken)
    {
        var problems = new List<FileProblem>();
        var vocabulary = await TargetVocabularyAsync(campaign, problems, cancellationToken);
        for (var i = 0; i < campaign.Spec.Competitors.Count; i++)
        {
            var key = $"competitors.{i}.checkpoint";
            if (await ProblemAsync(campaign.Resolve(campaign.Spec.Competitors[i].Checkpoint), vocabulary, campaign, cancellationToken) is { } what)
                problems.Add(campaign.Problem(key, what));
        }
        if (problems.Count > 0) throw new FileRefusedException(problems);
    }

    /// <returns>Hash of the target's <c>tokenizer.json</c>; null where it cannot be read, which is noted.</returns>
    private static async Task<string?> TargetVocabularyAsync(
        CampaignFile campaign, List<FileProblem> problems, CancellationToken cancellationToken)
    {
        var folder = campaign.Resolve(campaign.Spec.Target.Tokenizer);
        try
        {
            await WordTokenizer.LoadAsync(folder, cancellationToken);
            return await ContentHash.OfFileAsync(Path.Combine(folder, TokenizerFile), cancellationToken);
        }
        catch (Exception e) when (e is TokenizerException or IOException or UnauthorizedAccessException)
        {
            problems.Add(campaign.Problem(TokenizerKey, e.Message));
            return null;
        }
    }

    private static async Task<string?> ProblemAsync(
        string folder, string? targetVocabulary, CampaignFile campaign, CancellationToken cancellationToken)
    {
        try
        {
            var checkpoint = await CheckpointFolder.ReadAsync(folder, cancellationToken);
            if (checkpoint.IsRewardModel) return $"{folder} holds a reward model, which answers nothing; name a language model";
            if (checkpoint.Config.MaxPositions <= campaign.Spec.Battles.MaxTokens)
                return $"{folder} fits {checkpoint.Config.MaxPositions} tokens, no more than battles.max_tokens asks for an answer alone; lower that, or name another model";
            var vocabulary = await ContentHash.OfFileAsync(Path.Combine(folder, TokenizerFile), cancellationToken);
            if (targetVocabulary is not null && vocabulary != targetVocabulary)
                return $"the vocabulary of {Path.Combine(folder, TokenizerFile)} is not that of {TokenizerKey}, {campaign.Resolve(campaign.Spec.Target.Tokenizer)}; "
                    + "all contestants of a campaign share one: train this one with that tokenizer";
            return null;
        }
        catch (Exception e) when (e is CheckpointException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
