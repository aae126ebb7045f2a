using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// Selects the training rows of a stage from its battles and joins them to those of earlier iterations (Table A2's
/// unions). Rows come in the order of prompt ids, earlier iterations first, whatever order the battles have.
/// </summary>
public static class TrainingDataMining
{
    /// <summary>Writes <c>STAGE.jsonl</c>, or the four files of a reward dataset, into the scope.</summary>
    /// <returns>The dataset, which may hold no row; or a failure where a file cannot be read or written.</returns>
    public static async Task<TrainingDataMined> MineAsync(
        MineTrainingData command, IArtifactStore artifacts, CancellationToken cancellationToken = default)
    {
        try
        {
            var prompts = await ReadAsync(command, artifacts, cancellationToken);
            var kind = MiningKinds.All.Single(mining => mining.Kind == command.Rule.Kind);
            return await kind.MineAsync(prompts, new(command, artifacts), cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new(command.Campaign, command.DatasetId, command.Stage, null, 0, 0,
                new Dictionary<string, int>(), new Dictionary<string, int>())
            {
                Failure = $"{command.Stage}: no training data mined: {e.Message} "
                    + "Check that DataMining sees the campaign's artifacts, that there is room, and run the campaign again.",
            };
        }
    }

    private static async Task<List<ScoredPrompt>> ReadAsync(MineTrainingData command, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var prompts = new SortedDictionary<string, ScoredPrompt>(StringComparer.Ordinal);
        var path = await artifacts.MaterializeFileAsync(command.Battles, cancellationToken);
        var learnable = command.Learner is { } learner ? await LearnableResponses.ReadAsync(learner, artifacts, cancellationToken) : null;
        await foreach (var row in JsonLines.ReadAsync<PromptBattles>(path, cancellationToken))
            if (!prompts.TryAdd(row.PromptId, ScoredPrompt.Of(row, command.Target, learnable is null ? null : learnable.Contain)))
                throw new InvalidDataException($"{path}: prompt {row.PromptId} occurs twice: write one row for each prompt");
        return [.. prompts.Values];
    }
}
