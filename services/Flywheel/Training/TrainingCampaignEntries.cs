using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Who takes part beside the target: the competitors and the judge of a file, with the files that they name found and hashed.</summary>
public sealed record TrainingCampaignEntries(IReadOnlyList<ContestantReference> Competitors, JudgeReference Judge)
{
    /// <exception cref="CampaignStoppedException">A file or folder is missing.</exception>
    public static async Task<TrainingCampaignEntries> ResolveAsync(TrainingCampaignSpec spec, CampaignPaths files, CancellationToken cancellationToken) => new(
        await Task.WhenAll(spec.Competitors.Select(async (competitor, i) => (await competitor.ResolveAsync(
            $"competitors.{i}", spec.AllEndpoints, files, cancellationToken)).Single())),
        await spec.Battles.Judge.ResolveAsync("battles.judge", spec.AllEndpoints, files, cancellationToken));
}
