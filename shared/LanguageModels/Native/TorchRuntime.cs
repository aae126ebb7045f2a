using System.Runtime.InteropServices;
using TorchSharp;

namespace ArenaLearning.LanguageModels.Native;

/// <summary>What a process sets before it works with models.</summary>
public static partial class TorchRuntime
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int TopPad = -2; // M_TOP_PAD
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD
    private const int MostArenas = -8; // M_ARENA_MAX

    private static readonly Lock Gate = new();
    private static bool started;

    /// <summary>
    /// Lets glibc keep freed memory, which by default it returns to the kernel and takes back, page faults and all, at every step; and
    /// lets few arenas do: each keeps the most that any of its threads ever held, and the number is fixed once eight are in use. So a
    /// program calls this before anything else; <see cref="Start"/> calls it for those that do not. Refused options cost speed only.
    /// </summary>
    public static void TuneMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        _ = MallocOption(MostArenas, Environment.ProcessorCount);
        _ = MallocOption(MmapThreshold, 1 << 30);
        _ = MallocOption(TrimThreshold, int.MaxValue);
        _ = MallocOption(TopPad, 16 << 20);
    }

    /// <summary>
    /// Loads torch, tunes the allocator and gives each operation one thread: work is spread over models, and OpenMP threads that
    /// wait for one another on a busy machine cost far more than they bring. Further calls do nothing.
    /// </summary>
    /// <exception cref="NativeTorchException">Torch does not load; the message says what to do.</exception>
    public static void Start()
    {
        lock (Gate)
        {
            if (started)
                return;
            TuneMemory();
            NativeTorch.Load();
            SetThreads();
            started = true;
        }
    }

    // Apart, so that no TorchSharp type is touched before the natives are there.
    private static void SetThreads() => torch.set_num_threads(1);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int parameter, int value);
}
