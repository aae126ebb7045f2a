using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ArenaLearning.Bench.Ratings;

/// <summary>What a whole process took, from its start to its end.</summary>
/// <param name="Wall">Seconds of the clock.</param>
/// <param name="Processor">Seconds of processor time, user and system, over all cores.</param>
internal sealed record MeasuredProcess(double Wall, double Processor, string Output)
{
    private const int Children = -1;

    public static MeasuredProcess Run(string program, params string[] args)
    {
        var before = ChildrenSeconds();
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', args)} ended with {process.ExitCode}.");
        return new(wall, ChildrenSeconds() - before, output);
    }

    private static double ChildrenSeconds()
    {
        var usage = new long[18];
        if (GetResourceUsage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6;
    }

    /// <summary>Fills struct rusage of 64-bit Linux: seconds and microseconds of user, then of system time, then 14 counters.</summary>
    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetResourceUsage(int who, [Out] long[] usage);
}
