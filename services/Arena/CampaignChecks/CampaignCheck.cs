using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.CampaignChecks;

/// <summary>What is checked of a campaign beyond its file, before it starts.</summary>
public static class CampaignCheck
{
    /// <exception cref="FileRefusedException">Names everything that is missing or cannot be used, with its line and key.</exception>
    /// <returns>What lacks and is not needed: to be told, and no reason to stop.</returns>
    /// <param name="keysAreHere">Whether this process may ask endpoints itself; else their keys are those of workers elsewhere.</param>
    public static Task<IReadOnlyList<FileProblem>> RunAsync(CampaignFile campaign, CancellationToken cancellationToken, bool keysAreHere = true) =>
        campaign.ModelArena is { } arena
            ? ModelArenaCheck.RunAsync(campaign, arena, keysAreHere, cancellationToken) : FlywheelCheck.RunAsync(campaign, cancellationToken, keysAreHere);
}
