using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Native;

namespace ArenaLearning.Generation.Responses;

/// <summary>The checkpoints that this process answers with, the least recently used leaving first.</summary>
public sealed class LoadedModels(IArtifactStore artifacts) : IDisposable
{
    private const int Capacity = 16;

    private readonly Lock sync = new();
    private readonly LinkedList<((string Sha256, string Device) Key, Task<LoadedModel> Loading)> recent = new();

    /// <param name="device"><c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="ArtifactException">The checkpoint is not there, is damaged or has changed.</exception>
    /// <exception cref="CheckpointException">It cannot be read, or is no language model.</exception>
    /// <exception cref="NativeTorchException">Torch does not load, or there is no such device.</exception>
    public async Task<LoadedModel> GetAsync(ArtifactReference checkpoint, string device)
    {
        var loading = Find(checkpoint, device);
        try
        {
            return await loading;
        }
        catch
        {
            // What was not there a moment ago may be there at the next try.
            lock (sync)
                if (recent.FirstOrDefault(model => model.Loading == loading) is { Loading: not null } failed) recent.Remove(failed);
            throw;
        }
    }

    public void Dispose()
    {
        lock (sync)
        {
            foreach (var (_, loading) in recent)
                if (loading.IsCompletedSuccessfully) loading.Result.Dispose();
            recent.Clear();
        }
    }

    private Task<LoadedModel> Find(ArtifactReference checkpoint, string device)
    {
        var key = (checkpoint.Sha256, device);
        lock (sync)
        {
            var node = recent.First;
            while (node is not null && node.Value.Key != key) node = node.Next;
            if (node is not null) recent.Remove(node);
            else node = new((key, LoadAsync(checkpoint, device)));
            recent.AddFirst(node);
            // One that leaves may still be in use: the garbage collector frees it when nobody holds it.
            while (recent.Count > Capacity) recent.RemoveLast();
            return node.Value.Loading;
        }
    }

    private async Task<LoadedModel> LoadAsync(ArtifactReference reference, string device)
    {
        var folder = await artifacts.MaterializeFolderAsync(reference);
        return LoadedModel.Of(await CheckpointFolder.ReadLanguageModelAsync(folder), device);
    }
}
