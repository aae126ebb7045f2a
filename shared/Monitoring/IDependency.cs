namespace ArenaLearning.Monitoring;

/// <summary>
/// Something outside a process that its work needs. A room registers one with its services for each; a service is ready while all can be used.
/// </summary>
public interface IDependency
{
    /// <summary>Short, in lower case, such as <c>redis</c>.</summary>
    string Name { get; }

    /// <summary>Asks it for next to nothing, as cheaply as its work would ask. May take as long as <paramref name="cancellationToken"/> lets it.</summary>
    /// <returns>Why it cannot be used, in a sentence without secrets; null where it can.</returns>
    Task<string?> ProblemAsync(CancellationToken cancellationToken);
}
