using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.DataMining.Import;

/// <summary>Reads the prompts of a campaign out of a person's file. Unlike the import of a pool it leaves no row out.</summary>
public static class PromptSetImport
{
    private const int ProblemsTold = 5;

    /// <exception cref="ImportRefusedException">The file cannot be read, a row is wrong, or two prompts share an id; names file, line and field.</exception>
    public static async Task<IReadOnlyList<PromptRow>> ReadAsync(string path, int? limit, CancellationToken cancellationToken = default)
    {
        var file = await PromptImport.ReadAsync(path, cancellationToken);
        if (file.Problems.Count > 0)
            throw new ImportRefusedException(
                $"{file.Problems.Count} rows cannot be read; correct or remove them:\n"
                + $"{string.Join('\n', file.Problems.Take(ProblemsTold).Select(problem => $"  {problem}"))}");
        var rows = file.Rows.Take(limit ?? int.MaxValue).ToList();
        if (rows.GroupBy(row => row.Prompt.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ImportRefusedException(
                $"{twice.Last().Origin}: id: \"{twice.Key}\" is also the id of {twice.First().Origin}; "
                + $"ids must differ{(twice.First().HasOwnId ? "" : ": the two prompts are the same")}");
        return rows.ConvertAll(row => row.Prompt);
    }

    /// <returns>The set; or a failure that says what to do.</returns>
    public static async Task<PromptSetsBuilt> ImportAsync(ImportPrompts command, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await ReadAsync(await artifacts.MaterializeFileAsync(command.File, cancellationToken), command.Limit, cancellationToken);
            var set = await artifacts.WriteRowsAsync(command.Scope, $"{ImportPrompts.SetName}.jsonl", rows, cancellationToken);
            return new(command.Campaign, command.BuildId,
                new Dictionary<string, ArtifactReference> { [ImportPrompts.SetName] = set },
                new Dictionary<string, int> { [ImportPrompts.SetName] = rows.Count }, new Dictionary<string, int>());
        }
        catch (Exception e) when (e is ImportRefusedException or IOException or UnauthorizedAccessException)
        {
            return new(command.Campaign, command.BuildId, new Dictionary<string, ArtifactReference>(), new Dictionary<string, int>(),
                new Dictionary<string, int>(), e.Message);
        }
    }
}
