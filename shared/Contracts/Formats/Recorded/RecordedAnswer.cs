namespace ArenaLearning.Contracts.Formats.Recorded;

/// <summary>An answer that already exists.</summary>
/// <param name="PromptId">Where the file has no ids, the place in the file, from 0.</param>
/// <param name="Instruction">The instruction that was answered, where the file holds it.</param>
/// <param name="Tokens">Length as the file states it; null where it does not.</param>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Missing">Why the row holds no answer after all; null where it does.</param>
public sealed record RecordedAnswer(
    string PromptId, string Model, string Response, string? Instruction, int? Tokens, int Line, string? Missing = null);
