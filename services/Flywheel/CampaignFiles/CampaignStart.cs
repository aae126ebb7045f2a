using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Training;

namespace ArenaLearning.Flywheel.CampaignFiles;

/// <summary>The command that starts a campaign, with all that its file names.</summary>
public static class CampaignStart
{
    private const string Inputs = "inputs";

    /// <param name="campaign">Id of the campaign.</param>
    /// <param name="scope">Where its artifacts go.</param>
    /// <exception cref="CampaignStoppedException">A file or folder is missing, or a file of recorded answers cannot be read.</exception>
    /// <exception cref="IOException">One cannot be read, or not be brought into the store.</exception>
    public static async Task<StartCampaign> PrepareAsync(
        CampaignFile file, string campaign, ArtifactScope scope, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        var paths = new LocalPaths(Path.GetFullPath(file.Path), artifacts, scope.Under(Inputs));
        await ResolveAsync(file, paths, cancellationToken);
        return new(campaign, file.Text, paths.SpecPath, paths.Brought, scope);
    }

    /// <summary>Asks for all that the file names. What is brought is what Flywheel will ask for, since the same code asks.</summary>
    /// <exception cref="CampaignStoppedException">Something that it names is missing.</exception>
    public static async Task ResolveAsync(CampaignFile file, CampaignPaths paths, CancellationToken cancellationToken)
    {
        if (file.ModelArena is { } arena)
        {
            await ArenaEntries.ResolveAsync(arena, paths, cancellationToken);
            await paths.FileAsync(arena.Prompts.File, ModelArenaWorkflow.PromptsKey, cancellationToken);
        }
        else
        {
            await TrainingCampaignEntries.ResolveAsync(file.Spec, paths, cancellationToken);
            await paths.FolderAsync(file.Spec.Target.Tokenizer, TrainingCampaignWorkflow.TokenizerKey, cancellationToken);
        }
    }
}
