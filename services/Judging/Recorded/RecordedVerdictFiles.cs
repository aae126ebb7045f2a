using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Judging.Recorded;

/// <summary>The files of verdicts that this process looks verdicts up in.</summary>
public sealed class RecordedVerdictFiles
{
    private const int Capacity = 16;

    private readonly ArtifactCache<RecordedVerdictIndex> files = new(Capacity, path => RecordedVerdictIndex.ReadAsync(path));

    /// <exception cref="InvalidDataException">The file has changed, or a row cannot be read; names file, line and field.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public Task<RecordedVerdictIndex> GetAsync(ArtifactReference file) => files.GetAsync(file);
}
