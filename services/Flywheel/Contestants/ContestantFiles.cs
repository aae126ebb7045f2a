using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Contestants;

/// <summary>Contestants of a file as workers are told of them, with the files that they name found and hashed.</summary>
public static class ContestantFiles
{
    /// <param name="key">Path of the contestant in its file.</param>
    /// <returns>The contestant; of a file of recorded answers perhaps several.</returns>
    /// <exception cref="CampaignStoppedException">A file or folder is missing, or a file of recorded answers cannot be read.</exception>
    public static async Task<IReadOnlyList<ContestantReference>> ResolveAsync(
        ContestantSpec contestant, string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken)
    {
        switch (contestant.Kind)
        {
            case "openai":
                return
                [
                    new(contestant.Name!, null, endpoints.Model(
                        contestant.Endpoint!, contestant.Model!, contestant.TopP, contestant.SystemPrompt, contestant.ExtraBody,
                        contestant.InputPrice, contestant.OutputPrice, files)),
                ];
            case "checkpoint":
                return [new(contestant.Name!, await files.FolderAsync(contestant.Checkpoint!, $"{key}.checkpoint", cancellationToken))];
            default:
                var file = await files.FileAsync(contestant.File!, $"{key}.file", cancellationToken);
                if (contestant.Model is { } model) return [new(contestant.Name ?? model, null, Recorded: new(file, model))];
                return [.. (await RecordedModelsAsync(file, $"{key}.file", files, cancellationToken))
                    .Select(name => new ContestantReference(name, null, Recorded: new(file, name)))];
        }
    }

    /// <returns>The first whose files are not what they were; null where all are.</returns>
    public static string? Changed(IReadOnlyList<ContestantReference> now, IReadOnlyList<ContestantReference> before) => now.Zip(before)
        .FirstOrDefault(pair => pair.First.Checkpoint != pair.Second.Checkpoint || pair.First.Recorded != pair.Second.Recorded).First?.Name;

    private static async Task<IEnumerable<string>> RecordedModelsAsync(
        ArtifactReference file, string key, CampaignPaths files, CancellationToken cancellationToken)
    {
        try
        {
            return (await RecordedAnswerIndex.ReadAsync(file.LocalPath(), cancellationToken)).Models.Select(model => model.Model);
        }
        catch (InvalidDataException e)
        {
            throw new CampaignStoppedException($"{files.SpecPath}: {key}: {e.Message}");
        }
    }
}
