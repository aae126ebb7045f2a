using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary>
/// A checkpoint as the folder that Transformers and vLLM load: <c>config.json</c>, <c>generation_config.json</c>,
/// <c>model.safetensors</c> and the tokenizer's files.
/// </summary>
public static class CheckpointFolder
{
    private const string ConfigFile = "config.json";
    private const string WeightsFile = "model.safetensors";

    // LlamaForTokenClassification's head has a bias, ours has none: a zero is written so that Transformers finds all it expects.
    private const string ScoreBias = "score.bias";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Writes the folder under a temporary name beside it and renames it, so that what bears the name is complete. A former folder of
    /// that name is moved aside for that and then deleted.
    /// </summary>
    /// <param name="type"><see cref="ElementType.F32"/>, which loses nothing, or <see cref="ElementType.F16"/>.</param>
    /// <exception cref="CheckpointException">The checkpoint contradicts itself, or a value is too large for <paramref name="type"/>.</exception>
    /// <exception cref="IOException">The folder cannot be written, for example because the disk is full; a former one is then as before.</exception>
    public static async Task WriteAsync(string folder, Checkpoint checkpoint, ElementType type = ElementType.F32, CancellationToken cancellationToken = default)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RequireShapes(Path.Combine(folder, WeightsFile), checkpoint.Config, checkpoint.IsRewardModel,
            checkpoint.Weights.ToDictionary(pair => pair.Key, pair => pair.Value.Shape));
        RequireVocabulary(Path.Combine(folder, ConfigFile), checkpoint.Config, checkpoint.Tokenizer);

        var temporary = $"{folder}.{Path.GetRandomFileName()}.tmp";
        try
        {
            await WriteFilesAsync(temporary, checkpoint, type, cancellationToken).ConfigureAwait(false);
            Replace(temporary, folder);
        }
        catch
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <summary>Reads a folder and checks that its files agree.</summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, of an unsupported model, or contradicts another.</exception>
    public static async Task<Checkpoint> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(folder))
            throw new CheckpointException(folder, "there is no such folder. Correct the path, or train the checkpoint first (arena train).");
        var (config, isRewardModel) = await ReadConfigAsync(folder, cancellationToken).ConfigureAwait(false);
        var tokenizer = await ReadTokenizerAsync(folder, cancellationToken).ConfigureAwait(false);
        RequireVocabulary(Path.Combine(folder, ConfigFile), config, tokenizer);
        return new Checkpoint(config, await ReadWeightsAsync(folder, config, isRewardModel, cancellationToken).ConfigureAwait(false), tokenizer);
    }

    /// <summary>Reads a folder whose model can answer.</summary>
    /// <exception cref="CheckpointException">As <see cref="ReadAsync"/>, and where the folder holds a reward model.</exception>
    public static async Task<Checkpoint> ReadLanguageModelAsync(string folder, CancellationToken cancellationToken = default)
    {
        var checkpoint = await ReadAsync(folder, cancellationToken).ConfigureAwait(false);
        return checkpoint.IsRewardModel
            ? throw new CheckpointException(folder, "it is a reward model, which answers nothing. Name a language model.") : checkpoint;
    }

    private static async Task WriteFilesAsync(string folder, Checkpoint checkpoint, ElementType type, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await WriteJsonAsync(folder, ConfigFile, ConfigJson.Write(checkpoint.Config, checkpoint.IsRewardModel, type), cancellationToken).ConfigureAwait(false);
        await WriteJsonAsync(folder, "generation_config.json", ConfigJson.WriteGeneration(checkpoint.Config), cancellationToken).ConfigureAwait(false);
        await checkpoint.Tokenizer.SaveAsync(folder, checkpoint.Config.MaxPositions, cancellationToken).ConfigureAwait(false);
        var file = Path.Combine(folder, WeightsFile);
        await SafetensorsWriter.WriteAsync(
            file, Encode(file, checkpoint, type), new Dictionary<string, string> { ["format"] = "pt" }, cancellationToken).ConfigureAwait(false);
    }

    private static List<SafetensorsTensor> Encode(string file, Checkpoint checkpoint, ElementType type)
    {
        try
        {
            var tensors = checkpoint.Weights.Select(pair => SafetensorsTensor.FromSingles(pair.Key, pair.Value.Shape, pair.Value.Values, type));
            return checkpoint.IsRewardModel ? [.. tensors, SafetensorsTensor.FromSingles(ScoreBias, [1], [0], type)] : [.. tensors];
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException(file, exception.Message, exception);
        }
    }

    private static Task WriteJsonAsync(string folder, string name, JsonObject json, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(folder, name), json.ToJsonString(Indented) + "\n", cancellationToken);

    private static void Replace(string temporary, string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.Move(temporary, folder);
            return;
        }
        var former = $"{folder}.{Path.GetRandomFileName()}.old";
        Directory.Move(folder, former);
        try
        {
            Directory.Move(temporary, folder);
        }
        catch
        {
            Directory.Move(former, folder);
            throw;
        }
        Directory.Delete(former, recursive: true);
    }

    private static async Task<(DecoderConfig Config, bool RewardModel)> ReadConfigAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, ConfigFile);
        RequireFile(file);
        return ConfigJson.Read(await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false), file);
    }

    private static async Task<WordTokenizer> ReadTokenizerAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await WordTokenizer.LoadAsync(folder, cancellationToken).ConfigureAwait(false);
        }
        catch (TokenizerException exception)
        {
            throw new CheckpointException(exception.File, exception.Message[(exception.File.Length + 2)..], exception);
        }
    }

    private static async Task<Dictionary<string, Weight>> ReadWeightsAsync(
        string folder, DecoderConfig config, bool isRewardModel, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, WeightsFile);
        RequireFile(file);
        SafetensorsFile content;
        try
        {
            content = await SafetensorsReader.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (SafetensorsException exception)
        {
            throw new CheckpointException(file, exception.Message[(file.Length + 2)..] + " Copy the checkpoint again, or train it again.", exception);
        }
        var tensors = content.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor);
        foreach (var tensor in tensors.Values)
        {
            if (tensor.Type is not (ElementType.F32 or ElementType.F16 or ElementType.BF16))
                throw new CheckpointException(file, $"tensor '{tensor.Name}' holds {tensor.Type}; weights are read as F32, F16 or BF16. "
                    + "Convert the checkpoint, quantised ones cannot be trained.");
        }
        if (isRewardModel && tensors.Remove(ScoreBias, out var bias) && bias.ToSingles().Any(value => value != 0))
            throw new CheckpointException(file, $"tensor '{ScoreBias}' is not zero, but the score head here has no bias. "
                + "Train the reward model with arena train.");
        RequireShapes(file, config, isRewardModel, tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Shape.ToArray()));
        return tensors.ToDictionary(pair => pair.Key, pair => new Weight([.. pair.Value.Shape], pair.Value.ToSingles()));
    }

    private static void RequireFile(string file)
    {
        if (!File.Exists(file))
            throw new CheckpointException(file, "there is no such file. A checkpoint folder needs config.json, "
                + "model.safetensors (in one piece) and tokenizer.json: copy it again.");
    }

    private static void RequireVocabulary(string file, DecoderConfig config, WordTokenizer tokenizer)
    {
        if (config.VocabularySize != tokenizer.VocabularySize)
            throw new CheckpointException(file, $"vocab_size is {config.VocabularySize}, but tokenizer.json has {tokenizer.VocabularySize} tokens. "
                + "Use the tokenizer that the model was trained with.");
    }

    private static void RequireShapes(string file, DecoderConfig config, bool isRewardModel, Dictionary<string, long[]> actual)
    {
        foreach (var (name, shape) in DecoderTensors.Shapes(config, isRewardModel))
        {
            if (!actual.Remove(name, out var found))
                throw new CheckpointException(file, $"tensor '{name}' is missing. Is config.json from another model? Copy both from one checkpoint.");
            if (!found.SequenceEqual(shape))
                throw new CheckpointException(file, $"tensor '{name}' has shape [{string.Join(", ", found)}], "
                    + $"but config.json asks for [{string.Join(", ", shape)}]. Is config.json from another model? Copy both from one checkpoint.");
        }
        if (actual.Count > 0)
            throw new CheckpointException(file, $"tensor '{actual.Keys.Order(StringComparer.Ordinal).First()}' "
                + "is no parameter of the model that config.json describes. Copy both from one checkpoint.");
    }
}
