using System.Globalization;
using ArenaLearning.DataMining.Cleaning;

namespace ArenaLearning.DataMining.TestSets;

/// <summary>What a person should know about a build before using its sets.</summary>
internal static class BuildMessages
{
    public static IEnumerable<string> Of(
        TestSetRequest request, TestSetSettings settings, PoolImport import, PoolImport benchmark, IReadOnlyList<DroppedRow> dropped,
        IReadOnlyList<int> clusterSizes, HardSelection? hard, string? scaled)
    {
        if (request.Embeddings.IsFallback)
            yield return "embeddings are hashed n-grams, a fallback that knows common words and no meaning: "
                + "for sets that count give a model (--embeddings openai or onnx)";
        if (scaled is not null) yield return scaled;
        foreach (var input in import.Inputs.Concat(benchmark.Inputs))
        {
            if (input.Problems > 0) yield return Text($"{input.File}: {input.Problems:N0} rows could not be read");
            if (input.Responses > 0)
                yield return Text($"{input.File}: {input.Responses:N0} prompts came with an answer, which the sets keep as their response");
        }
        var contaminated = dropped.Count(row => row.Reason == DropReason.Contaminated);
        if (contaminated > 0 && settings.Cleaning.ContaminationCutoff is null)
            yield return Text($"decontamination has no cut-off, as in the paper: it took {contaminated:N0} prompts, ")
                + Text($"the {settings.Cleaning.NearestDropped} nearest to each of {benchmark.Rows.Count:N0} benchmark items, ")
                + "however far they are (cleaning.decontamination.cutoff)";
        var small = clusterSizes.Count(size => size < settings.PerCluster);
        if (small > 0)
            yield return Text($"{small:N0} clusters have fewer than {settings.PerCluster} prompts, ")
                + Text($"so the Diverse set is smaller than {settings.Clusters} x {settings.PerCluster}");
        if (hard is null)
        {
            yield return "no Hard and no Mix set: name a model that rates difficulty (--rater-url, --rater-model) or battles (--battles)";
            yield break;
        }
        var failed = hard.Summary.Failed.Values.Sum();
        if (failed > 0) yield return Text($"{failed:N0} of {hard.Ratings.Count:N0} difficulty ratings failed; see difficulty.jsonl");
        if (hard.Chosen.Count < settings.Hard)
            yield return Text($"the Hard set has {hard.Chosen.Count:N0} of {settings.Hard:N0} prompts: no more were rated (test_sets.rated_per_cluster)");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
