using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>Writes JSONL files into one folder and remembers what they hold.</summary>
internal sealed class SetWriter(string folder)
{
    private readonly SortedDictionary<string, ManifestSet> sets = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ManifestSet> Sets => sets;

    public async Task WriteAsync<T>(string name, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var written = await JsonLines.WriteAsync(Path.Combine(folder, $"{name}.jsonl"), rows, cancellationToken);
        sets[name] = new($"{name}.jsonl", rows.Count, written.Sha256);
    }
}
