using System.Reflection;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Inference.Decoding;
using ArenaLearning.Inference.Settings;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Inference.Models;

/// <summary>A checkpoint in memory, and the thread that answers with it.</summary>
public sealed class ServedModel : IAsyncDisposable
{
    private readonly LoadedModel loaded;

    private ServedModel(string name, LoadedModel loaded, int slots, int queueLimit, DateTimeOffset created, string fingerprint, ILogger logger)
    {
        (Name, Slots, Created, Fingerprint, this.loaded) = (name, slots, created, fingerprint, loaded);
        Loop = new(loaded.Parameters, slots, queueLimit, logger);
    }

    public string Name { get; }

    /// <summary>When its weights were written.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>Changes with all that can change an answer: the checkpoint, this program, the number of slots, the device.</summary>
    public string Fingerprint { get; }

    /// <summary>Answers that are decoded together.</summary>
    public int Slots { get; }

    public DecodingLoop Loop { get; }

    public WordTokenizer Tokenizer => loaded.Tokenizer;

    /// <summary>Tokens that fit, prompt and answer together.</summary>
    public int Positions => loaded.Parameters.Config.MaxPositions;

    public long ParameterCount => loaded.Parameters.Layout.Slots.Sum(slot => slot.Count);

    /// <exception cref="LanguageModels.Checkpoints.CheckpointException">The folder holds no language model that can be used.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<ServedModel> LoadAsync(ModelSource source, InferenceSettings settings, ILogger logger, CancellationToken cancellationToken)
    {
        var loaded = await LoadedModel.OpenAsync(source.Folder, settings.Device, cancellationToken);
        var slots = settings.Slots;
        if (!await ComputeThread.RunAsync(() => SlotIndependence.Holds(loaded.Parameters, slots), cancellationToken))
        {
            logger.LogWarning(
                "{Model}: decoded {Slots} at once, answers would depend on each other in their last bits here. "
                + "They are decoded one by one instead; another number of slots may do better",
                source.Name, slots);
            slots = 1;
        }
        var version = typeof(ServedModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        var fingerprint = ContentHash.OfText($"{await ContentHash.OfFolderAsync(source.Folder, cancellationToken)} {version} {slots} {loaded.Device}");
        return new(
            source.Name, loaded, slots, settings.QueueLimit, File.GetLastWriteTimeUtc(Path.Combine(source.Folder, "model.safetensors")),
            $"fp_{fingerprint[..12]}", logger);
    }

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        loaded.Dispose();
    }
}
