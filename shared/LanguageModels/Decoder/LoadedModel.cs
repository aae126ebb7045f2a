using System.Runtime.CompilerServices;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Native;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>A language model in memory; its parameters may be read by many threads.</summary>
public sealed record LoadedModel(DecoderParameters Parameters, WordTokenizer Tokenizer) : IDisposable
{
    /// <summary>Where it computes, as torch calls it: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string Device => Parameters.Values.device.ToString();

    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="CheckpointException">The folder holds no language model that can be used.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<LoadedModel> OpenAsync(string folder, string device, CancellationToken cancellationToken = default) =>
        Of(await CheckpointFolder.ReadLanguageModelAsync(folder, cancellationToken).ConfigureAwait(false), device);

    /// <inheritdoc cref="OpenAsync"/>
    public static LoadedModel Of(Checkpoint checkpoint, string device)
    {
        TorchRuntime.Start();
        return Place(checkpoint, device);
    }

    public void Dispose() => Parameters.Dispose();

    // Apart, so that no TorchSharp type is touched before its natives are there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LoadedModel Place(Checkpoint checkpoint, string device) =>
        new(DecoderParameters.Of(checkpoint, scoreHead: false, TorchDevice.Of(device)), checkpoint.Tokenizer);
}
