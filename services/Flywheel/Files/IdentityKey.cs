namespace ArenaLearning.Flywheel.Files;

/// <summary>A key that bears on a campaign's results.</summary>
/// <param name="Key">Path in the campaign file, for example <c>contestants.0.model</c>.</param>
/// <param name="Value">As JSON, so on one line.</param>
/// <param name="IsDefault">Whether it is what a missing key stands for.</param>
public sealed record IdentityKey(string Key, string Value, bool IsDefault);
