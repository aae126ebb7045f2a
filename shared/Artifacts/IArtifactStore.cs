using ArenaLearning.Contracts.Artifacts;

namespace ArenaLearning.Artifacts;

/// <summary>
/// Where datasets, prompt sets, battles and checkpoints lie. Whoever reads an artifact gets a local path to content that has the hash of its
/// reference, or an exception: what is damaged, or is not what it was, is never read. An artifact is a file, or a folder of files.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Writes a file. It bears its name when it is whole and not before; one of that name is replaced.</summary>
    /// <param name="scope">Where it may be written.</param>
    /// <param name="name">Right in the scope.</param>
    /// <param name="writeAsync">Writes the content; if it throws, nothing bears the name that did not before.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task<ArtifactReference> WriteFileAsync(ArtifactScope scope, string name, Func<Stream, Task> writeAsync, CancellationToken cancellationToken = default);

    /// <summary>Writes a folder of files, as <see cref="WriteFileAsync"/> writes a file. Folders in it are no part of the artifact.</summary>
    /// <param name="writeAsync">Writes the files into the local folder that it is given, which is there and empty.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    Task<ArtifactReference> WriteFolderAsync(ArtifactScope scope, string name, Func<string, Task> writeAsync, CancellationToken cancellationToken = default);

    /// <summary>Makes a person's file an artifact that every process can read.</summary>
    /// <param name="scope">Where a copy may be written, if the store needs one.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read or copied.</exception>
    Task<ArtifactReference> BringFileAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default);

    /// <summary>Makes a person's folder an artifact, as <see cref="BringFileAsync"/> does a file.</summary>
    /// <exception cref="IOException">There is no such folder, or it cannot be read or copied.</exception>
    Task<ArtifactReference> BringFolderAsync(string path, ArtifactScope scope, CancellationToken cancellationToken = default);

    /// <returns>A local path of the file, whose content has the reference's hash. It is to be read only.</returns>
    /// <exception cref="ArtifactException">It is not there, is damaged or has changed; the message says what to do.</exception>
    Task<string> MaterializeFileAsync(ArtifactReference artifact, CancellationToken cancellationToken = default);

    /// <returns>A local path of the folder, whose files have the reference's hash. It is to be read only.</returns>
    /// <exception cref="ArtifactException">It is not there, is damaged or has changed; the message says what to do.</exception>
    Task<string> MaterializeFolderAsync(ArtifactReference artifact, CancellationToken cancellationToken = default);

    /// <returns>Whether a file or a folder bears the name.</returns>
    Task<bool> ContainsAsync(ArtifactScope scope, string name, CancellationToken cancellationToken = default);

    /// <returns>Every file in the scope, those of folders too, in the order of their names.</returns>
    /// <exception cref="IOException">The scope cannot be read. One where nothing was written is empty.</exception>
    IAsyncEnumerable<StoredFile> FilesAsync(ArtifactScope scope, CancellationToken cancellationToken = default);

    /// <summary>Deletes a file or a folder. One that is not there is no error.</summary>
    /// <param name="scope">Where the caller may delete: what was brought in place, a person's own file, lies outside of it.</param>
    /// <exception cref="ArgumentException">The artifact lies outside of the scope.</exception>
    Task DeleteAsync(ArtifactScope scope, ArtifactReference artifact, CancellationToken cancellationToken = default);

    /// <summary>Deletes all that is in the scope.</summary>
    Task DeleteAllAsync(ArtifactScope scope, CancellationToken cancellationToken = default);

    /// <summary>Asks whether the store can be used, for next to nothing.</summary>
    /// <returns>Why it cannot, in a sentence without secrets; null where it can, or where only using it would tell.</returns>
    Task<string?> ProblemAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
