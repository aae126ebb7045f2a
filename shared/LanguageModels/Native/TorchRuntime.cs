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
            KeepFreedMemory();
            NativeTorch.Load();
            SetThreads();
            started = true;
        }
    }

    // By default glibc takes each larger tensor from the kernel and returns it, page faults and all, at every step.
    // A refused option costs speed only, hence the ignored result.
    private static void KeepFreedMemory()
    {
        _ = MallocOption(MmapThreshold, 1 << 30);
        _ = MallocOption(TrimThreshold, int.MaxValue);
        _ = MallocOption(TopPad, 64 << 20);
        // Threads come and go with the work; each arena keeps the most that any of its threads ever held.
        _ = MallocOption(MostArenas, Environment.ProcessorCount);
    }

    // Apart, so that no TorchSharp type is touched before the natives are there.
    private static void SetThreads() => torch.set_num_threads(1);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int parameter, int value);
}
