namespace ArenaLearning.Contracts.Artifacts;

/// <summary>Where a set of rows or a checkpoint lies and what it contains. Only a store makes a path of it: what is read is checked first.</summary>
/// <param name="Uri">Address of a file (datasets, battles) or a folder (checkpoints) in the store, for example
/// <c>file:///runs/quick/datasets/SFT-I1.jsonl</c>.</param>
/// <param name="Sha256">Lower-case hex digest of the content, see <see cref="ContentHash"/>.</param>
public sealed record ArtifactReference(string Uri, string Sha256);
