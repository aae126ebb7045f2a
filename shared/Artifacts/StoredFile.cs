namespace ArenaLearning.Artifacts;

/// <summary>A file in a scope of a store, alone or of a folder.</summary>
/// <param name="Name">From the scope, with forward slashes, for example <c>checkpoints/SFT-I1/config.json</c>.</param>
/// <param name="CopyToAsync">
/// Copies it to a local path, whose folder is made: whole, checked where the store knows its hash, or an <see cref="IOException"/>. A copy that is there
/// and has its content stays.
/// </param>
public sealed record StoredFile(string Name, Func<string, CancellationToken, Task> CopyToAsync);
