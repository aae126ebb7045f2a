namespace ArenaLearning.Hosting.Access;

/// <summary>Who makes a call.</summary>
/// <param name="Name">As messages name it, and what counts against its limits: <c>Key alice</c>, <c>Subject alice</c>.</param>
public sealed record Caller(string Name, KeyRole Role);
