using ArenaLearning.DataMining.Import;
using ArenaLearning.Randomness;

namespace ArenaLearning.DataMining.TestSets;

/// <param name="Chosen">Indices of rows, the most difficult first.</param>
/// <param name="Ratings">One for each rated row.</param>
internal sealed record HardSelection(IReadOnlyList<int> Chosen, IReadOnlyList<RatedPrompt> Ratings, ManifestDifficulty Summary)
{
    /// <summary>Rates rows and takes the most difficult; among equals a hash of seed and id decides. A row whose rating failed is not chosen.</summary>
    public static async Task<HardSelection> RunAsync(
        IReadOnlyList<PoolPrompt> pool, IReadOnlyList<int> candidates, IDifficultyRater rater, int size, long seed,
        IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var ratings = new DifficultyRating[candidates.Count];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, candidates.Count), new ParallelOptions { MaxDegreeOfParallelism = rater.Concurrency, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                ratings[i] = await rater.RateAsync(pool[candidates[i]].Prompt, token);
                progress?.Report(Interlocked.Increment(ref done));
            });
        var chosen = Enumerable.Range(0, candidates.Count).Where(i => ratings[i].Difficulty is not null)
            .OrderByDescending(i => ratings[i].Difficulty)
            .ThenBy(i => SplitMix64.Stream(seed, pool[candidates[i]].Prompt.Id).Next())
            .Take(size).ToArray();
        var known = ratings.Where(rating => rating.Difficulty is not null).ToArray();
        return new(
            [.. chosen.Select(i => candidates[i])],
            [.. candidates.Select((row, i) => new RatedPrompt(pool[row].Prompt.Id, ratings[i].Difficulty, ratings[i].Reason, ratings[i].Failure))],
            new(rater.Description, known.Length,
                new SortedDictionary<string, int>(ratings.Where(rating => rating.Failure is not null)
                    .GroupBy(rating => rating.Failure!).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal),
                known.Length == 0 ? null : known.Average(rating => rating.Difficulty),
                chosen.Length == 0 ? null : ratings[chosen[^1]].Difficulty));
    }
}
