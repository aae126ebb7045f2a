namespace ArenaLearning.Hosting.Health;

/// <summary>How a dependency of this process is.</summary>
/// <param name="Name"><c>bus</c>, <c>redis</c> and so on.</param>
/// <param name="Since">When it was first seen to be so.</param>
/// <param name="Problem">Why it cannot be used, without secrets; null where it can.</param>
public sealed record DependencyState(string Name, bool IsUp, DateTimeOffset Since, string? Problem);
