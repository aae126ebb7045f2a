namespace ArenaLearning.Hosting;

/// <summary>Something that a service looks at before it starts.</summary>
public interface IStartCheck
{
    /// <exception cref="StartRefusedException">The service cannot work as it is set up.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
