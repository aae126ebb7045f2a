namespace ArenaLearning.Flywheel.Training;

/// <param name="Counts">Rows by set: <c>D0</c> to <c>D9</c>, <c>validation</c>, <c>arena-diverse</c>, <c>arena-hard</c>.</param>
/// <param name="Dropped">Rows dropped while the sets were built, by reason.</param>
public sealed record PromptSetDetails(IReadOnlyDictionary<string, int> Counts, IReadOnlyDictionary<string, int> Dropped);
