namespace ArenaLearning.Flywheel.Files;

/// <summary>A rule over several values is broken.</summary>
/// <param name="What">What is wrong and what is allowed.</param>
/// <param name="Keys">Paths of the values that the rule looks at; the problem is reported at the first.</param>
public sealed record BrokenRule(string What, params IReadOnlyList<string> Keys);
