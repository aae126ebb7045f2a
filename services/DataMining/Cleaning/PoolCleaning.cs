using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.NearDuplicates;

namespace ArenaLearning.DataMining.Cleaning;

/// <summary>What is left of a pool.</summary>
/// <param name="Dropped">In the order of the steps, within a step in the order of the pool.</param>
public sealed record CleanPool(IReadOnlyList<PoolPrompt> Kept, IReadOnlyList<DroppedRow> Dropped);

/// <summary>Embeds texts; the argument names what they are, for progress.</summary>
public delegate Task<EmbeddingMatrix> Embedder(string what, IReadOnlyList<string> texts, CancellationToken cancellationToken);

/// <summary>
/// Cleans a pool in the paper's order: toxic and illegal, short, same prefix, near duplicates, benchmark contamination,
/// not English. Each step sees what the steps before it left.
/// </summary>
public static class PoolCleaning
{
    private const int SimilarityDigits = 4;

    /// <param name="benchmark">Items of test sets, which training must not see.</param>
    /// <param name="progress">Told each step's name before it starts.</param>
    public static async Task<CleanPool> RunAsync(
        IReadOnlyList<PoolPrompt> pool, IReadOnlyList<PoolPrompt> benchmark, RuleList rules, CleaningSettings settings,
        Embedder embed, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var dropped = new List<DroppedRow>();
        IReadOnlyList<PoolPrompt> Without(IReadOnlyList<PoolPrompt> rows, DroppedRow?[] verdicts)
        {
            dropped.AddRange(verdicts.OfType<DroppedRow>());
            return [.. rows.Where((_, i) => verdicts[i] is null)];
        }

        progress?.Report("toxic and illegal");
        pool = Without(pool, EachAlone(pool, row => Toxic(row, rules), cancellationToken));
        progress?.Report("short");
        pool = Without(pool, EachAlone(pool, row => TooShort(row, settings), cancellationToken));
        progress?.Report("same prefix");
        pool = Without(pool, SamePrefix(pool, settings));
        if (settings.NearDuplicates is { } near)
        {
            progress?.Report("near duplicates");
            pool = Without(pool, Near(pool, near, cancellationToken));
        }
        if (benchmark.Count > 0 && settings.NearestDropped > 0)
        {
            progress?.Report("benchmark contamination");
            pool = Without(pool, await ContaminatedAsync(pool, benchmark, settings, embed, cancellationToken));
        }
        if (settings.EnglishOnly)
        {
            progress?.Report("not English");
            pool = Without(pool, EachAlone(pool, NotEnglish, cancellationToken));
        }
        return new(pool, dropped);
    }

    private static DroppedRow?[] EachAlone(IReadOnlyList<PoolPrompt> pool, Func<PoolPrompt, DroppedRow?> verdict, CancellationToken cancellationToken)
    {
        var verdicts = new DroppedRow?[pool.Count];
        Parallel.For(0, pool.Count, new() { CancellationToken = cancellationToken }, i => verdicts[i] = verdict(pool[i]));
        return verdicts;
    }

    private static DroppedRow? Toxic(PoolPrompt row, RuleList rules) =>
        row.Prompt.Messages.Select(turn => rules.FirstBroken(turn.Content)).FirstOrDefault(broken => broken is not null) is { } rule
            ? DroppedRow.Of(row, DropReason.ToxicOrIllegal, rule) : null;

    private static DroppedRow? TooShort(PoolPrompt row, CleaningSettings settings)
    {
        var length = Lengths.Of(row.Instruction, settings.MinimumUnit);
        return length < settings.MinimumLength
            ? DroppedRow.Of(row, DropReason.TooShort, $"{length} {settings.MinimumUnit.ToString().ToLowerInvariant()}") : null;
    }

    private static DroppedRow?[] SamePrefix(IReadOnlyList<PoolPrompt> pool, CleaningSettings settings)
    {
        var verdicts = new DroppedRow?[pool.Count];
        if (settings.PrefixLength == 0) return verdicts;
        var firsts = new Dictionary<string, PoolPrompt>(StringComparer.Ordinal);
        for (var i = 0; i < pool.Count; i++)
        {
            var prefix = Lengths.Prefix(pool[i].Instructions, settings.PrefixLength, settings.PrefixUnit);
            if (!firsts.TryAdd(prefix, pool[i]))
                verdicts[i] = DroppedRow.Of(pool[i], DropReason.SamePrefix, prefix, Collision.With(firsts[prefix]));
        }
        return verdicts;
    }

    private static DroppedRow?[] Near(IReadOnlyList<PoolPrompt> pool, NearDuplicateSettings settings, CancellationToken cancellationToken)
    {
        var verdicts = new DroppedRow?[pool.Count];
        foreach (var pair in NearDuplicateFilter.Find([.. pool.Select(row => row.Instructions)], settings, cancellationToken))
            verdicts[pair.Second] = DroppedRow.Of(
                pool[pair.Second], DropReason.NearDuplicate, collidesWith: Collision.With(pool[pair.First], Math.Round(pair.Similarity, SimilarityDigits)));
        return verdicts;
    }

    private static async Task<DroppedRow?[]> ContaminatedAsync(
        IReadOnlyList<PoolPrompt> pool, IReadOnlyList<PoolPrompt> benchmark, CleaningSettings settings, Embedder embed, CancellationToken cancellationToken)
    {
        var poolEmbeddings = await embed("the pool", [.. pool.Select(row => row.Instructions)], cancellationToken);
        var benchmarkEmbeddings = await embed("the benchmarks", [.. benchmark.Select(row => row.Instructions)], cancellationToken);
        var verdicts = new DroppedRow?[pool.Count];
        foreach (var one in Decontamination.Find(poolEmbeddings, benchmarkEmbeddings, settings.NearestDropped, settings.ContaminationCutoff, cancellationToken))
            verdicts[one.Pool] = DroppedRow.Of(
                pool[one.Pool], DropReason.Contaminated, collidesWith: Collision.With(benchmark[one.Benchmark], Math.Round(one.Similarity, SimilarityDigits)));
        return verdicts;
    }

    private static DroppedRow? NotEnglish(PoolPrompt row) =>
        EnglishDetector.OtherLanguage(row.Instructions) is { } language ? DroppedRow.Of(row, DropReason.NotEnglish, language) : null;
}
