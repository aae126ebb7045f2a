namespace ArenaLearning.Contracts.Formats.Answers;

/// <summary>What a model wrote, its thinking apart from its answer.</summary>
/// <param name="Answer">What is left without the thinking, trimmed; the text as it was where there is no thinking. Empty where thinking is all.</param>
/// <param name="Thoughts">The thinking without its marks, its parts joined by blank lines; null where there is none.</param>
/// <param name="Unfinished">The text ends within the thinking: there is no answer, whatever stands in <paramref name="Answer"/>.</param>
public readonly record struct ThinkingSplit(string Answer, string? Thoughts, bool Unfinished);
