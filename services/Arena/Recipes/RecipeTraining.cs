using System.Text.Json;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Training;
using ArenaLearning.Training.Jobs;

namespace ArenaLearning.Arena.Recipes;

/// <summary>
/// Trains one checkpoint. What is needed on the way, resumable checkpoints too, lies in <c>DIR.training</c> beside it
/// until the checkpoint is complete.
/// </summary>
public static class RecipeTraining
{
    /// <summary>In the checkpoint's folder: the recipe and what came of it.</summary>
    public const string ProvenanceFileName = "training.json";

    private const string InitialSet = "D0";

    private static readonly JsonSerializerOptions Indented = new(JsonLines.Options) { WriteIndented = true };

    /// <param name="folder">Becomes the checkpoint.</param>
    /// <exception cref="CommandRefusedException">The folder is in use, or something that the recipe names is not there.</exception>
    /// <exception cref="InvalidDataException">Training cannot be done; the message says why.</exception>
    public static async Task<ModelTrained> RunAsync(
        RecipeSpec recipe, string folder, IProgress<TrainingProgressed> progress, CancellationToken cancellationToken)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var work = folder + ".training";
        var artifacts = new FolderArtifactStore();
        var text = JsonSerializer.Serialize(recipe, Indented);
        await ClaimAsync(folder, work, text, cancellationToken);

        using var hold = Hold(folder, work);
        var command = await CommandAsync(recipe, folder, work, ContentHash.OfText(text), artifacts, cancellationToken);
        var trained = await TrainingRun.RunAsync(command, artifacts, new KeptState(work, command.Lease, artifacts, progress), cancellationToken);
        if (recipe.DataType == "float16")
            await CheckpointFolder.WriteAsync(folder, await CheckpointFolder.ReadAsync(folder, cancellationToken), ElementType.F16, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, ProvenanceFileName),
            JsonSerializer.Serialize(new Provenance(recipe, trained.Rows, trained.Metrics), Indented) + "\n", cancellationToken);
        Directory.Delete(work, recursive: true);
        return trained;
    }

    private static async Task ClaimAsync(string folder, string work, string recipe, CancellationToken cancellationToken)
    {
        if (File.Exists(folder)) throw new CommandRefusedException($"--out {folder}: is a file; name a folder");
        if (File.Exists(Path.Combine(folder, ProvenanceFileName))
            || (!Directory.Exists(work) && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new CommandRefusedException($"--out {folder}: the folder is not empty; name a new one, or delete it");
        var recipeFile = Path.Combine(work, "recipe.json");
        // Where nothing was saved, nothing was trained that another recipe could lose: the one before was refused, for example.
        if (File.Exists(recipeFile) && await KeptState.ReadAsync(work, cancellationToken) is not null
            && await File.ReadAllTextAsync(recipeFile, cancellationToken) != recipe)
            throw new CommandRefusedException($"--out {folder}: {work} holds the training of another recipe; name another folder, or delete that one");
        try
        {
            Directory.CreateDirectory(work);
            await File.WriteAllTextAsync(recipeFile, recipe, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandRefusedException($"--out {folder}: cannot be written: {e.Message}");
        }
    }

    /// <summary>Keeps a second process out until it is disposed of, or this process ends.</summary>
    private static FileStream Hold(string folder, string work)
    {
        try
        {
            return new(Path.Combine(work, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandRefusedException($"--out {folder}: another process trains it, and holds {work}: {e.Message}");
        }
    }

    private static async Task<TrainModel> CommandAsync(
        RecipeSpec recipe, string folder, string work, string recipeHash, IArtifactStore artifacts, CancellationToken cancellationToken) => new(
        Campaign: recipe.Name,
        JobId: ContentHash.UnitId("train", recipeHash),
        // The checkpoint gets its name, and the folder is what a person asked for.
        Path.GetFileName(folder),
        recipe.Recipe with { Model = recipe.Model },
        Base: await BaseAsync(recipe.Base, work, artifacts, cancellationToken),
        new TrainingData(
            [await RowsAsync(recipe, work, artifacts, cancellationToken)],
            Tokenizer: recipe.Base is null ? await TokenizerAsync(recipe.Tokenizer, work, artifacts, cancellationToken) : null),
        recipe.Seed,
        new(1, ArtifactScope.OfFolder(Path.GetDirectoryName(folder)!), ArtifactScope.OfFolder(Path.Combine(work, "steps")),
            await KeptState.ReadAsync(work, cancellationToken)));

    private static async Task<ArtifactReference?> BaseAsync(string? folder, string work, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        if (folder is null) return null;
        try
        {
            await CheckpointFolder.ReadAsync(folder, cancellationToken);
            return await artifacts.BringFolderAsync(folder, ArtifactScope.OfFolder(work), cancellationToken);
        }
        catch (CheckpointException e)
        {
            throw new CommandRefusedException($"base: {e.Message}");
        }
    }

    private static async Task<ArtifactReference> TokenizerAsync(
        string? folder, string work, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        if (folder is null)
        {
            folder = Path.Combine(work, "tokenizer");
            await WordTokenizer.Train(ArithmeticProblems.VocabularyTexts()).SaveAsync(folder, cancellationToken: cancellationToken);
        }
        try
        {
            await WordTokenizer.LoadAsync(folder, cancellationToken);
            return await artifacts.BringFolderAsync(folder, ArtifactScope.OfFolder(work), cancellationToken);
        }
        catch (TokenizerException e)
        {
            throw new CommandRefusedException($"tokenizer: {e.Message}");
        }
    }

    private static async Task<ArtifactReference> RowsAsync(
        RecipeSpec recipe, string work, IArtifactStore artifacts, CancellationToken cancellationToken)
    {
        if (recipe.Data.File is { } file)
            return File.Exists(file)
                ? await artifacts.BringFileAsync(file, ArtifactScope.OfFolder(work), cancellationToken)
                : throw new CommandRefusedException($"data.file: {file} is not there");

        // The generator's first set is rows with answers; the others stay empty.
        var generated = recipe.Data.Generated!;
        var built = await PromptSetBuilder.BuildAsync(
            new(recipe.Name, "data", ArtifactScope.OfFolder(Path.Combine(work, "data")),
                new()
                {
                    Skills = generated.Skills,
                    TerseShare = generated.TerseShare,
                    Initial = generated.Count,
                    InitialSkills = generated.Skills,
                    Iterations = 0,
                    Parts = new(0, 0, 0),
                    Validation = 0,
                    Diverse = 0,
                    Hard = 0,
                },
                recipe.Seed),
            artifacts, cancellationToken);
        return built.Failure is null ? built.Sets[InitialSet] : throw new CommandRefusedException($"data: {built.Failure}");
    }

    /// <summary>Which state is the newest, kept beside the job: who trains without a Flywheel has no ledger for it.</summary>
    private sealed class KeptState(string work, TrainingLease lease, IArtifactStore artifacts, IProgress<TrainingProgressed> progress)
        : IProgress<TrainingProgressed>
    {
        private SavedTraining? newest = lease.Saved;

        /// <returns>Null where nothing was saved, or it cannot be read.</returns>
        public static async Task<SavedTraining?> ReadAsync(string work, CancellationToken cancellationToken)
        {
            try
            {
                return JsonSerializer.Deserialize<SavedTraining>(await File.ReadAllTextAsync(PathIn(work), cancellationToken), JsonLines.Options);
            }
            catch (Exception e) when (e is FileNotFoundException or JsonException)
            {
                return null;
            }
        }

        public void Report(TrainingProgressed value)
        {
            if (value.Saved is { } saved && saved != newest)
            {
                var path = PathIn(work);
                File.WriteAllText(WholeFile.PartialOf(path), JsonSerializer.Serialize(saved, JsonLines.Options));
                File.Move(WholeFile.PartialOf(path), path, overwrite: true);
                if (newest is { } former) artifacts.DeleteAsync(lease.States, former.State).GetAwaiter().GetResult();
                newest = saved;
            }
            progress.Report(value);
        }

        private static string PathIn(string work) => Path.Combine(work, "saved.json");
    }

    private sealed record Provenance(RecipeSpec Recipe, int Rows, IReadOnlyDictionary<string, double> Metrics);
}
