using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Recorded;

/// <summary>The files of verdicts that this process looks verdicts up in.</summary>
public sealed class RecordedVerdictFiles(IArtifactStore artifacts)
{
    private const int Capacity = 16;

    private readonly ArtifactCache<RecordedVerdictIndex> files = new(
        Capacity, async file => await RecordedVerdictIndex.ReadAsync(await artifacts.MaterializeFileAsync(file)));

    /// <exception cref="ArtifactException">The file is not there, is damaged or has changed.</exception>
    /// <exception cref="InvalidDataException">A row cannot be read; names file, line and field.</exception>
    public Task<RecordedVerdictIndex> GetAsync(ArtifactReference file) => files.GetAsync(file);
}
