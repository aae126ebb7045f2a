using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Judging.RewardModels;

/// <summary>The reward models that this process judges with.</summary>
public sealed class LoadedRewardModels(IArtifactStore artifacts)
{
    private const int Capacity = 4;

    // One that leaves may still be in use: the garbage collector frees it when nobody holds it.
    private readonly ConcurrentDictionary<string, ArtifactCache<LoadedRewardModel>> byDevice = new(StringComparer.Ordinal);

    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="CheckpointException">The checkpoint cannot be read, or is no reward model.</exception>
    /// <exception cref="ArtifactException">It is not there, is damaged or has changed.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public Task<LoadedRewardModel> GetAsync(ArtifactReference checkpoint, string device) =>
        byDevice.GetOrAdd(device, on => new(
            Capacity, async model => await LoadAsync(await artifacts.MaterializeFolderAsync(model), on))).GetAsync(checkpoint);

    private static async Task<LoadedRewardModel> LoadAsync(string folder, string device)
    {
        var checkpoint = await CheckpointFolder.ReadAsync(folder);
        if (!checkpoint.IsRewardModel)
            throw new CheckpointException(folder, "it is a language model, which scores nothing. Name a reward model, such as a campaign's RM-I1.");
        TorchRuntime.Start();
        return Place(checkpoint, device);
    }

    // Apart, so that no TorchSharp type is touched before its natives are there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LoadedRewardModel Place(Checkpoint checkpoint, string device) =>
        new(DecoderParameters.Of(checkpoint, scoreHead: true, TorchDevice.Of(device)), checkpoint.Tokenizer);
}
