using System.Diagnostics;

namespace ArenaLearning.Bench.Bus;

/// <summary>Processor time of processes that this program did not start.</summary>
internal static class ProcessorSeconds
{
    /// <returns>Seconds of all processes of this name on this machine, ended children included; 0 where there is none.</returns>
    public static double OfAll(string name)
    {
        var ticks = 0L;
        foreach (var process in Process.GetProcessesByName(name))
            using (process)
                ticks += Ticks(process.Id);
        return ticks / 100.0;
    }

    /// <returns>Seconds of those processes that this one started and that have ended.</returns>
    public static double OfEndedChildren() => Times(Environment.ProcessId)[2..].Sum() / 100.0;

    private static long Ticks(int id)
    {
        try
        {
            return Times(id).Sum();
        }
        // It ended while we looked.
        catch (IOException)
        {
            return 0;
        }
    }

    /// <returns>utime, stime, cutime and cstime of /proc/PID/stat, in hundredths of a second.</returns>
    private static long[] Times(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        // The name, in brackets, may hold spaces.
        return [.. stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[11..15].Select(long.Parse)];
    }
}
