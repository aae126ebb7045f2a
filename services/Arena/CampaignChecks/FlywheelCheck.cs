using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Arena.CampaignChecks;

/// <summary>Reads every checkpoint that a flywheel names, and looks for its keys, before it starts.</summary>
public static class FlywheelCheck
{
    private const string TokenizerKey = "target.tokenizer";
    private const string TokenizerFile = "tokenizer.json";

    /// <exception cref="FileRefusedException">
    /// A folder or file is missing or damaged, is of a model that is not supported, or has another vocabulary than the target; a key is missing.
    /// </exception>
    /// <returns>What lacks and is not needed.</returns>
    public static async Task<IReadOnlyList<FileProblem>> RunAsync(
        CampaignFile campaign, CancellationToken cancellationToken, bool keysAreHere = true)
    {
        var problems = new List<FileProblem>();
        var named = new NamedFiles(campaign, problems);
        var vocabulary = await TargetVocabularyAsync(campaign, named, cancellationToken);
        foreach (var (i, competitor) in campaign.Spec.Competitors.Index())
            if (competitor is CheckpointContestantSpec local)
                await NeedCompetitorAsync(local, $"competitors.{i}.checkpoint", vocabulary, campaign, named, cancellationToken);
        var warnings = keysAreHere ? named.NeedKeys(campaign.Spec.AllEndpoints) : [];
        await named.NeedJudgeAsync(campaign.Spec.Battles.Judge, "battles.judge", cancellationToken);
        if (problems.Count > 0) throw new FileRefusedException(problems);
        return warnings;
    }

    /// <returns>Hash of the target's <c>tokenizer.json</c>; null where it cannot be read, which is noted.</returns>
    private static async Task<string?> TargetVocabularyAsync(CampaignFile campaign, NamedFiles named, CancellationToken cancellationToken)
    {
        var folder = campaign.Resolve(campaign.Spec.Target.Tokenizer);
        try
        {
            await WordTokenizer.LoadAsync(folder, cancellationToken);
            return await ContentHash.OfFileAsync(Path.Combine(folder, TokenizerFile), cancellationToken);
        }
        catch (Exception e) when (e is TokenizerException or IOException or UnauthorizedAccessException)
        {
            named.Note(TokenizerKey, e.Message);
            return null;
        }
    }

    private static async Task NeedCompetitorAsync(
        CheckpointContestantSpec competitor, string key, string? targetVocabulary, CampaignFile campaign, NamedFiles named, CancellationToken cancellationToken)
    {
        if (!await named.NeedContestantAsync(competitor.Checkpoint, key, campaign.Spec.Battles.MaxTokens, cancellationToken)) return;
        var folder = campaign.Resolve(competitor.Checkpoint);
        try
        {
            var tokenizer = Path.Combine(folder, TokenizerFile);
            if (targetVocabulary is not null && await ContentHash.OfFileAsync(tokenizer, cancellationToken) != targetVocabulary)
                named.Note(key, $"the vocabulary of {tokenizer} is not that of {TokenizerKey}, {campaign.Resolve(campaign.Spec.Target.Tokenizer)}; "
                    + "all checkpoints of a campaign share one: train this one with that tokenizer");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            named.Note(key, e.Message);
        }
    }
}
