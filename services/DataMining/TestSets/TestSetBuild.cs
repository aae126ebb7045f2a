using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Cleaning;
using ArenaLearning.DataMining.Clustering;
using ArenaLearning.DataMining.Embeddings;
using ArenaLearning.DataMining.Import;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>
/// Builds a WizardArena (Arena Learning, arXiv 2407.10627) and training splits from prompt files: the Diverse set samples
/// clusters of embeddings, the Hard set takes the most difficult of a larger sample, the Mix is both, and what is left
/// becomes D0 to Dn. No prompt is in two sets, but for the Mix.
/// </summary>
public static class TestSetBuild
{
    public const string ManifestFile = "manifest.json";

    private static readonly JsonSerializerOptions Indented = new(JsonLines.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Writes one <c>NAME.jsonl</c> of <see cref="SetRow"/> for each set, <c>dropped.jsonl</c>, <c>difficulty.jsonl</c> and, last, the manifest.
    /// </summary>
    /// <returns>The manifest: the same for the same files, settings, embeddings and ratings, however many threads there are.</returns>
    /// <exception cref="ImportRefusedException">A file is missing or useless, or cleaning leaves nothing.</exception>
    public static async Task<TestSetManifest> RunAsync(
        TestSetRequest request, IProgress<TestSetProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        progress?.Report(new("reading"));
        var import = await PoolImport.ReadAsync(request.Files, cancellationToken);
        var benchmark = await PoolImport.ReadAsync(request.Benchmarks, cancellationToken);
        var cache = new EmbeddingCache(request.Embeddings.Generator, request.EmbeddingConcurrency);
        Task<EmbeddingMatrix> Embed(string what, IReadOnlyList<string> texts, CancellationToken token) =>
            cache.EmbedAsync(texts, Steps(progress, $"embedding {what}", texts.Count), token);

        var clean = await PoolCleaning.RunAsync(
            import.Rows, benchmark.Rows, request.Rules, request.Settings.Cleaning, Embed, Named(progress, "cleaning: "), cancellationToken);
        var pool = clean.Kept;
        IReadOnlyList<DroppedRow> dropped = [.. import.Dropped, .. clean.Dropped];
        if (pool.Count == 0)
            throw new ImportRefusedException($"cleaning leaves none of {import.Rows.Count:N0} prompts ({Listed(dropped)}): loosen its settings");

        var settings = SizePlan.For(request.Settings, pool.Count, request.Rater is not null, out var scaled);
        var embeddings = await Embed("the clean pool", [.. pool.Select(row => row.Instructions)], cancellationToken);
        var clusters = KMeans.Cluster(embeddings, new(settings.Clusters, settings.Seed), Steps(progress, "clustering, iteration", 0), cancellationToken);
        var samples = ClusterSampling.Shuffled(clusters.Assignments, settings.Clusters, settings.Seed);
        int[] diverse = [.. samples.SelectMany(rows => rows.Take(settings.PerCluster))];
        int[] candidates = [.. samples.SelectMany(rows => rows.Skip(settings.PerCluster).Take(settings.RatedPerCluster))];
        var hard = request.Rater is null ? null : await HardSelection.RunAsync(
            pool, candidates, request.Rater, settings.Hard, settings.Seed, Steps(progress, "rating difficulty", candidates.Length), cancellationToken);

        if (hard is { Ratings.Count: > 0, Summary.Rated: 0 })
            throw new ImportRefusedException(
                $"none of {hard.Ratings.Count:N0} prompts got a difficulty from {request.Rater!.Description}: {Listed(hard.Summary)}");

        progress?.Report(new("writing"));
        var inTestSet = diverse.Concat(hard?.Chosen ?? []).ToHashSet();
        PoolPrompt[] rest = [.. pool.Where((_, i) => !inTestSet.Contains(i))];
        var initial = Math.Min(settings.Initial ?? rest.Length / (settings.Parts + 1), rest.Length);
        var writer = new SetWriter(request.OutputFolder);
        await writer.WriteAsync("arena-diverse", Rows(pool, diverse), cancellationToken);
        if (hard is not null)
        {
            await writer.WriteAsync("arena-hard", Rows(pool, hard.Chosen), cancellationToken);
            await writer.WriteAsync("arena-mix", Rows(pool, [.. diverse, .. hard.Chosen]), cancellationToken);
            await writer.WriteAsync("difficulty", hard.Ratings, cancellationToken);
        }
        foreach (var (name, rows) in PromptSplit.Split(rest, initial, settings.Parts, settings.Seed))
            await writer.WriteAsync(name, [.. rows.Select(SetRow.Of)], cancellationToken);
        await writer.WriteAsync("dropped", dropped, cancellationToken);

        var sizes = samples.Select(rows => rows.Count).ToArray();
        var manifest = new TestSetManifest
        {
            Format = 1,
            Version = typeof(TestSetBuild).Assembly.GetName().Version!.ToString(3),
            Settings = settings with { Initial = initial },
            Inputs = import.Inputs,
            Benchmarks = benchmark.Inputs,
            Rules = new(request.RulesSource, request.Rules.Sha256, request.Rules.Count),
            Embeddings = request.Embeddings.Description,
            Clusters = new(settings.Clusters, clusters.Iterations, clusters.Converged, clusters.Inertia, sizes.Min(), sizes.Max()),
            Difficulty = hard?.Summary,
            Read = import.Rows.Count + import.Dropped.Count,
            Kept = pool.Count,
            Dropped = Counts(dropped),
            Sets = writer.Sets,
            Messages = [.. BuildMessages.Of(request, settings, import, benchmark, dropped, sizes, hard, scaled)],
        };
        await WriteManifestAsync(request.OutputFolder, manifest, cancellationToken);
        return manifest;
    }

    private static SetRow[] Rows(IReadOnlyList<PoolPrompt> pool, IEnumerable<int> indices) => [.. indices.Select(i => SetRow.Of(pool[i]))];

    private static SortedDictionary<DropReason, int> Counts(IReadOnlyList<DroppedRow> dropped) =>
        new(Enum.GetValues<DropReason>().ToDictionary(reason => reason, reason => dropped.Count(row => row.Reason == reason)));

    private static string Listed(IReadOnlyList<DroppedRow> dropped) =>
        string.Join(
            ", ", Counts(dropped).Where(count => count.Value > 0)
                .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key}: {count.Value:N0}")));

    /// <summary>The failures of a rater, the most frequent one first.</summary>
    private static string Listed(ManifestDifficulty summary) => string.Join("; ", summary.Failed
        .OrderByDescending(failure => failure.Value).ThenBy(failure => failure.Key, StringComparer.Ordinal).Take(3)
        .Select(failure => string.Create(CultureInfo.InvariantCulture, $"{failure.Value:N0} x {failure.Key}")));

    private static async Task WriteManifestAsync(string folder, TestSetManifest manifest, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ManifestFile);
        await File.WriteAllTextAsync($"{path}.partial", JsonSerializer.Serialize(manifest, Indented) + "\n", cancellationToken);
        File.Move($"{path}.partial", path, overwrite: true);
    }

    private static ActionProgress<int>? Steps(IProgress<TestSetProgress>? progress, string step, int total) =>
        progress is null ? null : new(done => progress.Report(new(step, done, total)));

    private static ActionProgress<string>? Named(IProgress<TestSetProgress>? progress, string prefix) =>
        progress is null ? null : new(step => progress.Report(new(prefix + step)));

    /// <summary>Unlike <see cref="Progress{T}"/>, reports at once and on the thread that works.</summary>
    private sealed class ActionProgress<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
