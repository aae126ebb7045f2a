using System.Diagnostics;

namespace ArenaLearning.System.Tests.Processes;

/// <summary>Waiting for what another process does, by looking and never by guessing how long it takes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="what">Completes "it did not happen that ...".</param>
    /// <exception cref="TimeoutException">The condition stayed false; carries the output of the processes.</exception>
    public static async Task HappensAsync(
        string what, TimeSpan limit, Func<Task<bool>> condition, IEnumerable<ChildProcess> processes, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > limit)
                throw new TimeoutException(
                    $"It did not happen within {limit.TotalSeconds:0} s that {what}.\n{string.Join('\n', processes.Select(p => p.Tail))}");
            await Task.Delay(Interval, cancellationToken);
        }
    }
}
