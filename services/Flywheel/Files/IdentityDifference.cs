namespace ArenaLearning.Flywheel.Files;

/// <summary>A key, or a part of the file, in which two campaigns differ.</summary>
/// <param name="Here">Its value as JSON; null where it is missing.</param>
/// <param name="There">The same of the other campaign.</param>
public sealed record IdentityDifference(string Key, string? Here, string? There);
