using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>What was mined from whom (the paper's table of chosen responses).</summary>
/// <param name="Split">The part whose battles were mined, for example <c>D4</c>.</param>
/// <param name="Rule">With <c>MinimumGap</c> K in judge points.</param>
/// <param name="Prompts">Prompts that were fought over.</param>
/// <param name="RowCount">Rows of the dataset, earlier iterations included.</param>
/// <param name="NewRows">Rows of this stage's battles.</param>
/// <param name="ChosenBy">New rows by the contestant whose response was chosen.</param>
/// <param name="Dropped">Prompts that gave no row, by reason.</param>
/// <param name="DatasetHashes">SHA-256 of the files of the dataset, in the order rows, stepwise, prompts, held-out.</param>
public sealed record MiningDetails(
    string Split, MiningRule Rule, int Prompts, int RowCount, int NewRows, IReadOnlyDictionary<string, int> ChosenBy,
    IReadOnlyDictionary<string, int> Dropped, IReadOnlyList<string> DatasetHashes);
