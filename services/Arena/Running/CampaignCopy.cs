using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;

namespace ArenaLearning.Arena.Running;

/// <summary>What a campaign wrote into a store elsewhere, in the output folder, laid out as where it is written there.</summary>
public static class CampaignCopy
{
    /// <summary>Copies what is not there yet. A campaign without a result has none.</summary>
    /// <returns>How many files it has.</returns>
    /// <exception cref="IOException">One is missing or damaged, or cannot be written; the message says what to do.</exception>
    public static async Task<int> WriteAsync(IArtifactStore artifacts, ArtifactScope scope, string folder, CancellationToken cancellationToken)
    {
        if (!await artifacts.ContainsAsync(scope, CampaignResult.FileName, cancellationToken)) return 0;
        var copied = 0;
        StoredFile? result = null;
        await foreach (var file in artifacts.FilesAsync(scope, cancellationToken))
        {
            if (!ResultFiles.IsResult(file.Name)) continue;
            if (file.Name == CampaignResult.FileName) result = file;
            else await file.CopyToAsync(Path.Combine(folder, file.Name), cancellationToken);
            copied++;
        }
        // Last, for where it is the rest is.
        if (result is not null) await result.CopyToAsync(Path.Combine(folder, result.Name), cancellationToken);
        return copied;
    }
}
