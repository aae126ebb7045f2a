using System.Globalization;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Import;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>Several prompt files as one pool in which every id is there once.</summary>
/// <param name="Dropped">Rows that could not be read or whose id is taken.</param>
internal sealed record PoolImport(IReadOnlyList<PoolPrompt> Rows, IReadOnlyList<DroppedRow> Dropped, IReadOnlyList<ManifestInput> Inputs)
{
    /// <exception cref="ImportRefusedException">A file is missing, or nothing in it can be read.</exception>
    public static async Task<PoolImport> ReadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var rows = new List<PoolPrompt>();
        var dropped = new List<DroppedRow>();
        var inputs = new List<ManifestInput>();
        var byId = new Dictionary<string, PoolPrompt>(StringComparer.Ordinal);
        foreach (var path in files)
        {
            var file = await PromptImport.ReadAsync(path, cancellationToken);
            inputs.Add(new(path, file.Sha256, file.Rows.Count, file.Problems.Count, file.Rows.Count(row => row.Response is not null)));
            dropped.AddRange(file.Problems.Select(DroppedRow.Of));
            foreach (var read in file.Rows)
            {
                // The same words without an id of their own are a duplicate, and cleaning decides about those.
                var row = read.HasOwnId ? read : WithFreeId(read, byId);
                if (byId.TryAdd(row.Prompt.Id, row)) rows.Add(row);
                else dropped.Add(DroppedRow.Of(row, DropReason.RepeatedId, row.Prompt.Id, Collision.With(byId[row.Prompt.Id])));
            }
        }
        return new(rows, dropped, inputs);
    }

    private static PoolPrompt WithFreeId(PoolPrompt row, Dictionary<string, PoolPrompt> taken)
    {
        var id = row.Prompt.Id;
        for (var copy = 2; taken.ContainsKey(id); copy++)
            id = string.Create(CultureInfo.InvariantCulture, $"{row.Prompt.Id}-{copy}");
        return id == row.Prompt.Id ? row : row with { Prompt = row.Prompt with { Id = id } };
    }
}
