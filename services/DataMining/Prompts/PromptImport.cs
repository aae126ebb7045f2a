using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Prompts;

/// <summary>Reads a person's prompt file into the campaign's own form.</summary>
public static class PromptImport
{
    /// <returns>The set; or a failure that names file, line and field.</returns>
    public static async Task<PromptSetsBuilt> ImportAsync(ImportPrompts command, CancellationToken cancellationToken)
    {
        try
        {
            var prompts = PromptFile.ReadAsync(command.File.LocalPath(), cancellationToken);
            var rows = await (command.Limit is { } limit ? prompts.Take(limit) : prompts).ToListAsync(cancellationToken);
            var path = Path.Combine(new Uri(command.Folder).LocalPath, $"{ImportPrompts.SetName}.jsonl");
            return new(command.Campaign, command.BuildId,
                new Dictionary<string, ArtifactReference> { [ImportPrompts.SetName] = await JsonLines.WriteAsync(path, rows, cancellationToken) },
                new Dictionary<string, int> { [ImportPrompts.SetName] = rows.Count }, new Dictionary<string, int>());
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new(command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference>(), new Dictionary<string, int>(),
                new Dictionary<string, int>(), e.Message);
        }
    }
}
