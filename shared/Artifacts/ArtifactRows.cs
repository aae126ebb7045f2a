using System.Runtime.CompilerServices;
using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>Artifacts of one JSON object a line: see <see cref="JsonLines"/>.</summary>
public static class ArtifactRows
{
    /// <exception cref="IOException">It cannot be written.</exception>
    public static Task<ArtifactReference> WriteRowsAsync<T>(
        this IArtifactStore artifacts, ArtifactScope scope, string name, IAsyncEnumerable<T> rows, CancellationToken cancellationToken) =>
        artifacts.WriteFileAsync(scope, name, stream => JsonLines.WriteAsync(stream, rows, cancellationToken), cancellationToken);

    /// <inheritdoc cref="WriteRowsAsync{T}(IArtifactStore, ArtifactScope, string, IAsyncEnumerable{T}, CancellationToken)"/>
    public static Task<ArtifactReference> WriteRowsAsync<T>(
        this IArtifactStore artifacts, ArtifactScope scope, string name, IEnumerable<T> rows, CancellationToken cancellationToken) =>
        artifacts.WriteRowsAsync(scope, name, rows.ToAsyncEnumerable(), cancellationToken);

    /// <exception cref="ArtifactException">The artifact is not there, is damaged or has changed: no row is given.</exception>
    /// <exception cref="InvalidDataException">A line is no JSON object of this shape; names file and line.</exception>
    public static async IAsyncEnumerable<T> ReadRowsAsync<T>(
        this IArtifactStore artifacts, ArtifactReference artifact, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var path = await artifacts.MaterializeFileAsync(artifact, cancellationToken);
        await foreach (var row in JsonLines.ReadAsync<T>(path, cancellationToken)) yield return row;
    }
}
