using System.Globalization;
using System.Text;
using System.Text.Json;
using ArenaLearning.DataMining.TestSets;

namespace ArenaLearning.Arena.TestSets;

/// <summary>What <c>arena testset build</c> says at its end.</summary>
internal static class TestSetSummary
{
    public static string Text(TestSetManifest manifest, string folder)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\nRead {manifest.Read:N0} prompts, kept {manifest.Kept:N0}.\n");
        foreach (var (reason, count) in manifest.Dropped)
            if (count > 0)
                text.Append(CultureInfo.InvariantCulture, $"  dropped {count,8:N0}  {Words(reason.ToString())}\n");
        var (clusters, set) = (manifest.Clusters, manifest.Sets);
        text.Append(CultureInfo.InvariantCulture,
            $"Clusters: {clusters.Clusters:N0} of {clusters.Smallest:N0} to {clusters.Largest:N0} prompts, "
            + $"{(clusters.Converged ? "converged" : "stopped")} after {clusters.Iterations} iterations.\n");
        text.Append("Sets: ").AppendJoin(", ", set.Values.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.File} {s.Rows:N0}"))).Append('\n');
        foreach (var message in manifest.Messages) text.Append("note: ").Append(message).Append('\n');
        return text.Append(CultureInfo.InvariantCulture, $"Written to {folder}; {TestSetBuild.ManifestFile} says how.").ToString();
    }

    private static string Words(string name) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Replace('_', ' ');
}
