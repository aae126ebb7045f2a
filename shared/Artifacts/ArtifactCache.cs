using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>
/// What this process has read from artifacts, by their content: each is read once, however many ask for it at the same time. The
/// least recently used leave first.
/// </summary>
/// <param name="capacity">How many are kept.</param>
/// <param name="readAsync">Reads an artifact, through its store.</param>
public sealed class ArtifactCache<T>(int capacity, Func<ArtifactReference, Task<T>> readAsync)
{
    private readonly Lock sync = new();
    private readonly LinkedList<(string Sha256, Task<T> Reading)> recent = new();

    /// <exception cref="ArtifactException">The content is not what was asked for; or what <c>readAsync</c> throws.</exception>
    public async Task<T> GetAsync(ArtifactReference artifact)
    {
        var reading = Find(artifact);
        try
        {
            return await reading;
        }
        catch
        {
            // What was not there a moment ago may be there at the next try.
            lock (sync)
                if (recent.FirstOrDefault(entry => entry.Reading == reading) is { Reading: not null } failed) recent.Remove(failed);
            throw;
        }
    }

    private Task<T> Find(ArtifactReference artifact)
    {
        lock (sync)
        {
            var node = recent.First;
            while (node is not null && node.Value.Sha256 != artifact.Sha256) node = node.Next;
            if (node is not null) recent.Remove(node);
            else node = new((artifact.Sha256, Task.Run(() => readAsync(artifact))));
            recent.AddFirst(node);
            while (recent.Count > capacity) recent.RemoveLast();
            return node.Value.Reading;
        }
    }
}
