using ArenaLearning.Contracts.Formats.Answers;

namespace ArenaLearning.Arena.Grading;

/// <summary>What <c>arena grade</c> says of a file.</summary>
/// <param name="Accuracy">Right rows of those graded, 0 to 1.</param>
/// <param name="Graded">Rows with a reference that can be read.</param>
/// <param name="Skipped">Rows whose reference is no number: neither right nor wrong.</param>
public sealed record GradingResult(double Accuracy, int Right, int Graded, int Skipped, IReadOnlyList<GradedRow> Rows);

/// <param name="Line">From 1.</param>
/// <param name="Correct">Null where the row is skipped.</param>
/// <param name="Reading">The number that was read from the response; null where there is none.</param>
/// <param name="Source">How the response declares it.</param>
/// <param name="Text">The part of the response that was read.</param>
/// <param name="Reference">The number that was read from the reference.</param>
/// <param name="Skipped">Why the row is not graded; null where it is.</param>
public sealed record GradedRow(
    int Line, bool? Correct, string? Reading, AnswerSource? Source, string? Text, string? Reference, string? Skipped = null);
