using System.Text.Json;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Flywheel.Results;

/// <summary>The JSON files of results.</summary>
public static class ResultFiles
{
    public const string Battles = "battles.jsonl";
    public const string Details = "details.json";

    private static readonly JsonSerializerOptions Indented = new(JsonLines.Options) { WriteIndented = true };

    /// <summary>Not of the results: the ledger, where that lies in the scope, and the states of training.</summary>
    private static readonly string[] Left = ["ledger.", "work/", "inputs/"];

    /// <param name="name">Of a file in the campaign's scope.</param>
    public static bool IsResult(string name) => !Left.Any(left => name.StartsWith(left, StringComparison.Ordinal));

    public static Task WriteAsync<T>(IArtifactStore artifacts, ArtifactScope scope, string name, T value, CancellationToken cancellationToken) =>
        artifacts.WriteFileAsync(scope, name, async stream =>
        {
            await JsonSerializer.SerializeAsync(stream, value, Indented, cancellationToken);
            stream.WriteByte((byte)'\n');
        }, cancellationToken);

    /// <returns>Whether all files of results are there.</returns>
    public static async Task<bool> AreThereAsync(IArtifactStore artifacts, ArtifactScope scope, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])[Battles, Details, CampaignResult.FileName])
            if (!await artifacts.ContainsAsync(scope, name, cancellationToken)) return false;
        return true;
    }
}
