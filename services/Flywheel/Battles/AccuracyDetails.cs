namespace ArenaLearning.Flywheel.Battles;

/// <summary>Shares of right answers, 0 to 1, of the prompts that were answered.</summary>
/// <param name="BySkill">By the prompt's category.</param>
/// <param name="ByPart">By prompt set: <c>arena-diverse</c>, <c>arena-hard</c> or <c>validation</c>.</param>
/// <param name="Prompts">Prompts answered.</param>
public sealed record AccuracyDetails(
    double Overall, IReadOnlyDictionary<string, double> BySkill, IReadOnlyDictionary<string, double> ByPart, int Prompts);
