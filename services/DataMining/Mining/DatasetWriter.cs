using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Mining;

/// <summary>Writes the files of one command's dataset, each with the rows of earlier datasets first (Table A2's unions).</summary>
public sealed class DatasetWriter(MineTrainingData command, IArtifactStore artifacts)
{
    public MiningRule Rule => command.Rule;

    public long Seed => command.Seed;

    /// <summary>Writes <c>STAGE.jsonl</c> with at most one row of each prompt.</summary>
    public async Task<TrainingDataMined> WriteAsync<TRow>(
        IReadOnlyList<Mined<TRow>> mined, Func<TRow, Provenance> provenance, CancellationToken cancellationToken)
        where TRow : class
    {
        TRow[] rows = [.. mined.Select(prompt => prompt.Row).OfType<TRow>()];
        var (file, count) = await JoinAsync("", earlier => earlier.Rows, rows, cancellationToken);
        return Mined(new(file), count, rows.Select(provenance), mined.Select(prompt => prompt.Dropped));
    }

    /// <summary>Writes <c>STAGE-SUFFIX.jsonl</c>.</summary>
    /// <param name="suffix">Empty for none, else with its hyphen.</param>
    /// <param name="earlier">The same file of an earlier dataset.</param>
    /// <returns>The file, and how many rows it has.</returns>
    public async Task<(ArtifactReference File, int Rows)> JoinAsync<TRow>(
        string suffix, Func<MinedDataset, ArtifactReference?> earlier, IEnumerable<TRow> mined, CancellationToken cancellationToken)
    {
        var rows = new List<TRow>();
        foreach (var dataset in command.Earlier.Select(earlier).OfType<ArtifactReference>())
            await foreach (var row in artifacts.ReadRowsAsync<TRow>(dataset, cancellationToken))
                rows.Add(row);
        rows.AddRange(mined);
        return (await artifacts.WriteRowsAsync(command.Scope, $"{command.Stage}{suffix}.jsonl", rows, cancellationToken), rows.Count);
    }

    /// <param name="rowCount">Rows of the dataset, those of earlier ones included.</param>
    /// <param name="rows">Where the new rows come from.</param>
    /// <param name="dropped">For each prompt why it gave no row; null where it gave one.</param>
    public TrainingDataMined Mined(MinedDataset dataset, int rowCount, IEnumerable<Provenance> rows, IEnumerable<string?> dropped)
    {
        var counted = rows.ToList();
        return new(command.Campaign, command.DatasetId, command.Stage, dataset, rowCount, counted.Count,
            Count(counted.Select(row => row.Chosen)), Count(dropped));
    }

    private static SortedDictionary<string, int> Count(IEnumerable<string?> names)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names.OfType<string>()) counts[name] = counts.GetValueOrDefault(name) + 1;
        return counts;
    }
}
