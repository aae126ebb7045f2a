namespace ArenaLearning.LanguageModels.Native;

/// <summary>
/// Work that keeps a processor busy for long, on a thread of its own: the pool's threads stay free for what waits, and
/// torch's grad mode and dispose scopes, which belong to a thread, are nobody else's.
/// </summary>
public static class ComputeThread
{
    /// <param name="work">Must not await: it would go on in another thread.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
