using ArenaLearning.Inference.Settings;
using Microsoft.Extensions.Logging;

namespace ArenaLearning.Inference.Models;

/// <summary>The models that are served, in the order of the settings.</summary>
public sealed class ServedModels : IAsyncDisposable
{
    private readonly List<ServedModel> models = [];

    private ServedModels()
    {
    }

    public IReadOnlyList<ServedModel> All => models;

    public ServedModel? Find(string name) => models.Find(model => model.Name == name);

    /// <exception cref="LanguageModels.Checkpoints.CheckpointException">A folder holds no language model that can be used.</exception>
    /// <exception cref="LanguageModels.Native.NativeTorchException">Torch does not load, or there is no such device.</exception>
    public static async Task<ServedModels> LoadAsync(InferenceSettings settings, ILogger logger, CancellationToken cancellationToken = default)
    {
        var served = new ServedModels();
        try
        {
            foreach (var source in settings.Models) served.models.Add(await ServedModel.LoadAsync(source, settings, logger, cancellationToken));
            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends what runs or waits.</summary>
    public void Stop()
    {
        foreach (var model in models) model.Loop.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var model in models) await model.DisposeAsync();
    }
}
