using System.Diagnostics;
using Xunit;

namespace ArenaLearning.Waiting;

/// <summary>Waiting for what another thread or process does, by looking and never by guessing how long it takes.</summary>
internal static class Eventually
{
    /// <summary>Far more than anything here takes: whatever takes longer hangs.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc cref="HappensAsync(string, Func{Task{bool}}, TimeSpan, Func{string})"/>
    public static Task HappensAsync(string what, Func<bool> condition) => HappensAsync(what, () => Task.FromResult(condition()));

    /// <inheritdoc cref="HappensAsync(string, Func{Task{bool}}, TimeSpan, Func{string})"/>
    public static Task HappensAsync(string what, Func<Task<bool>> condition) => HappensAsync(what, condition, Limit, () => "");

    /// <param name="what">Completes "it did not happen that ...".</param>
    /// <param name="told">Said with it, for example what a process has written.</param>
    /// <exception cref="TimeoutException">The condition stayed false.</exception>
    public static async Task HappensAsync(string what, Func<Task<bool>> condition, TimeSpan limit, Func<string> told)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > limit) throw new TimeoutException($"It did not happen within {limit.TotalSeconds:0} s that {what}.\n{told()}");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }
}
