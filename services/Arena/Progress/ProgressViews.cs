using Spectre.Console;

namespace ArenaLearning.Arena.Progress;

/// <summary>Chooses how progress is shown.</summary>
public static class ProgressViews
{
    /// <summary>A live view where the output is this process's terminal, plain lines elsewhere and under CI.</summary>
    public static IProgressView For(TextWriter output) =>
        IsLive(ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected, Environment.GetEnvironmentVariable)
            ? new LiveProgressView(AnsiConsole.Console, TimeProvider.System)
            : new PlainProgressView(output, TimeProvider.System);

    /// <param name="variable">Value of an environment variable; null where it is not set.</param>
    public static bool IsLive(bool terminal, Func<string, string?> variable) =>
        terminal && string.IsNullOrEmpty(variable("CI")) && string.IsNullOrEmpty(variable("NO_COLOR")) && variable("TERM") != "dumb";
}
