using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.Prompts;

namespace ArenaLearning.DataMining.Measuring;

/// <summary>Says how many prompts a campaign would have, and how long they are, by making them as the campaign will and throwing them away.</summary>
public static class PromptMeasuring
{
    /// <summary>Of rows with answers, which nobody is asked.</summary>
    private const string InitialSet = "D0";

    /// <returns>The measures; or a failure that says what to do.</returns>
    public static async Task<PromptsMeasured> MeasureAsync(MeasurePrompts command, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        try
        {
            if (command.File is { } file)
            {
                var path = await artifacts.MaterializeFileAsync(file, cancellationToken);
                var count = await PromptSetImport.CheckAsync(path, command.Limit, cancellationToken);
                return new(command.MeasureId, new Dictionary<string, PromptMeasure>
                {
                    [ImportPrompts.SetName] = new(count, await PromptSetImport.RowsAsync(path, command.Limit, cancellationToken)
                        .Select(row => PromptTokens.Estimate(row.Messages)).SumAsync(cancellationToken)),
                });
            }
            return command.Arithmetic is { } arithmetic ? await BuildAsync(command, arithmetic, cancellationToken)
                : Failed(command, "It was not said which prompts to measure: the service that asks is of another version.");
        }
        catch (Exception e) when (e is ImportRefusedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Failed(command, e.Message);
        }
    }

    private static async Task<PromptsMeasured> BuildAsync(MeasurePrompts command, ArithmeticPrompts arithmetic, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("arena-measure-");
        try
        {
            var local = new FolderArtifactStore();
            var built = await PromptSetBuilder.BuildAsync(
                new("", command.MeasureId, ArtifactScope.OfFolder(folder.FullName), arithmetic, command.Seed), local, cancellationToken);
            if (built.Failure is { } failure) return Failed(command, failure);
            var sets = new Dictionary<string, PromptMeasure>(StringComparer.Ordinal);
            foreach (var (name, set) in built.Sets.Where(set => set.Key != InitialSet))
                sets[name] = new(built.Counts[name], await local.ReadRowsAsync<PromptRow>(set, cancellationToken)
                    .Select(prompt => PromptTokens.Estimate(prompt.Messages)).SumAsync(cancellationToken));
            return new(command.MeasureId, sets);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static PromptsMeasured Failed(MeasurePrompts command, string failure) =>
        new(command.MeasureId, new Dictionary<string, PromptMeasure>(), failure);
}
