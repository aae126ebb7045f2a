using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Mining;

/// <summary>
/// Selects the training rows of a stage from its battles and joins them to those of earlier iterations (Table A2's
/// unions). Rows come in the order of prompt ids, earlier iterations first, whatever order the battles have.
/// </summary>
public static class TrainingDataMining
{
    /// <summary>Writes <c>STAGE.jsonl</c>, or the four files of a reward dataset, into the folder.</summary>
    /// <returns>The dataset, which may hold no row; or a failure where a file cannot be read or written.</returns>
    public static async Task<TrainingDataMined> MineAsync(MineTrainingData command, CancellationToken cancellationToken = default)
    {
        try
        {
            var prompts = await ReadAsync(command, cancellationToken);
            return command.Rule.Kind switch
            {
                MiningKind.Sft => await WriteAsync(
                    command, prompts.ConvertAll(prompt => SftMining.Mine(prompt, command.Rule.MinimumGap, command.Seed)),
                    row => row.Provenance, cancellationToken),
                MiningKind.Preference => await WriteAsync(
                    command, prompts.ConvertAll(prompt => PreferenceMining.Mine(prompt, command.Rule.MinimumGap, command.Seed)),
                    row => row.Provenance, cancellationToken),
                _ => await WriteRewardAsync(
                    command, prompts.ConvertAll(prompt => RewardMining.Mine(prompt, command.Rule.MinimumGap, command.Seed)),
                    cancellationToken),
            };
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new(command.Campaign, command.DatasetId, command.Stage, null, 0, 0,
                new Dictionary<string, int>(), new Dictionary<string, int>(),
                $"{command.Stage}: no training data mined: {e.Message} "
                + "Check that DataMining sees the campaign's folder, that it has room, and run the campaign again.");
        }
    }

    private static async Task<List<ScoredPrompt>> ReadAsync(MineTrainingData command, CancellationToken cancellationToken)
    {
        var prompts = new SortedDictionary<string, ScoredPrompt>(StringComparer.Ordinal);
        var path = command.Battles.LocalPath();
        var learnable = command.Learner is { } learner ? await LearnableResponses.ReadAsync(learner, cancellationToken) : null;
        await foreach (var row in JsonLines.ReadAsync<PromptBattles>(path, cancellationToken))
            if (!prompts.TryAdd(row.PromptId, ScoredPrompt.Of(row, command.Target, learnable is null ? null : learnable.Contain)))
                throw new InvalidDataException($"{path}: prompt {row.PromptId} occurs twice: write one row for each prompt");
        return [.. prompts.Values];
    }

    private static async Task<TrainingDataMined> WriteAsync<TRow>(
        MineTrainingData command, List<Mined<TRow>> mined, Func<TRow, Provenance> provenance, CancellationToken cancellationToken)
        where TRow : class
    {
        TRow[] rows = [.. mined.Select(prompt => prompt.Row).OfType<TRow>()];
        var (file, count) = await JoinAsync(
            command, "", command.Earlier.Select(dataset => dataset.Rows), rows, cancellationToken);
        return new(command.Campaign, command.DatasetId, command.Stage, new(file), count, rows.Length,
            Count(rows.Select(row => provenance(row).Chosen)), Count(mined.Select(prompt => prompt.Dropped)));
    }

    private static async Task<TrainingDataMined> WriteRewardAsync(
        MineTrainingData command, List<RewardRows> mined, CancellationToken cancellationToken)
    {
        var training = mined.FindAll(prompt => !prompt.IsHeldOut);
        PreferenceRow[] pairs = [.. training.SelectMany(prompt => prompt.Pairs)];
        var (rows, count) = await JoinAsync(
            command, "-pairs", command.Earlier.Select(dataset => dataset.Rows), pairs, cancellationToken);
        var (stepwise, _) = await JoinAsync(
            command, "-stepwise", command.Earlier.Select(dataset => dataset.Stepwise),
            training.SelectMany(prompt => prompt.Steps), cancellationToken);
        var (prompts, _) = await JoinAsync(
            command, "-prompts", command.Earlier.Select(dataset => dataset.Prompts),
            mined.Select(prompt => prompt.Prompt), cancellationToken);
        var (heldOut, _) = await JoinAsync(
            command, "-held-out", command.Earlier.Select(dataset => dataset.HeldOut),
            mined.Where(prompt => prompt.IsHeldOut).SelectMany(prompt => prompt.Pairs), cancellationToken);
        return new(command.Campaign, command.DatasetId, command.Stage, new(rows, stepwise, prompts, heldOut), count, pairs.Length,
            Count(pairs.Select(pair => pair.Provenance.Chosen)), Count(mined.Select(prompt => prompt.Dropped)));
    }

    private static async Task<(ArtifactReference File, int Rows)> JoinAsync<TRow>(
        MineTrainingData command, string suffix, IEnumerable<ArtifactReference?> earlier, IEnumerable<TRow> mined,
        CancellationToken cancellationToken)
    {
        var rows = new List<TRow>();
        foreach (var dataset in earlier.OfType<ArtifactReference>())
            await foreach (var row in JsonLines.ReadAsync<TRow>(dataset.LocalPath(), cancellationToken))
                rows.Add(row);
        rows.AddRange(mined);
        var path = Path.Combine(new Uri(command.Folder).LocalPath, $"{command.Stage}{suffix}.jsonl");
        return (await JsonLines.WriteAsync(path, rows, cancellationToken), rows.Count);
    }

    private static SortedDictionary<string, int> Count(IEnumerable<string?> names)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names.OfType<string>()) counts[name] = counts.GetValueOrDefault(name) + 1;
        return counts;
    }
}
