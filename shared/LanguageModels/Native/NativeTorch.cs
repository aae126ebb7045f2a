using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ArenaLearning.Settings;

namespace ArenaLearning.LanguageModels.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native half. Left to itself, TorchSharp finds neither a libtorch outside the application's
/// folder nor its way past a libstdc++ older than 13 (Debian 12, Ubuntu 22.04, RHEL 9), and then names a wrong cause.
/// </summary>
public static class NativeTorch
{
    /// <summary>The environment variable that names a folder with another libtorch, such as <c>site-packages/torch/lib</c>.</summary>
    public static string LibtorchVariable => KnownSettings.Libtorch.Variable;

    /// <summary>The libtorch release that TorchSharp's native half is compiled against.</summary>
    public const string LibtorchVersion = "2.10";

    /// <summary>The setting, whose folder has to hold such a libtorch.</summary>
    public static SettingReader Setting { get; } = new(KnownSettings.Libtorch, path =>
    {
        try
        {
            LibtorchFolder.FromVariable(path, ApplicationFolders());
        }
        catch (NativeTorchException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    });

    private const string Binding = "libLibTorchSharp.so";

    // The symbol version that the binding asks for and does not use: its only symbol is the unreferenced ios_base_library_init.
    private const string UnusedVersion = "GLIBCXX_3.4.32";

    // Each library after those it needs, so that the needs are met by name and no search path matters.
    private static readonly string[] Libraries =
        ["libtorch_global_deps.so", "libc10.so", "libc10_cuda.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so"];

    private static readonly string[] RequiredLibraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Dictionary<string, nint> Handles = new(StringComparer.Ordinal);
    private static readonly Lock Gate = new();
    private static bool loaded;

    /// <summary>
    /// Loads the native libraries once per process; call it before any TorchSharp type is touched. Further calls do nothing,
    /// from any thread; after a failure the next call tries again.
    /// </summary>
    /// <exception cref="NativeTorchException">A library is missing, of another version, or does not load; the message says what to do.</exception>
    public static void Load()
    {
        lock (Gate)
        {
            if (loaded)
                return;
            if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
                throw new NativeTorchException("Language models run on Linux x64 only: there is no native libtorch for this machine. "
                    + "Use the Linux container image.");

            var searched = ApplicationFolders();
            var libtorch = Environment.GetEnvironmentVariable(LibtorchVariable) is { Length: > 0 } path
                ? LibtorchFolder.FromVariable(path, searched)
                : LibtorchFolder.FromApplication(searched);
            foreach (var library in Libraries)
                LoadLibtorch(Path.Combine(libtorch, library));
            Handles["LibTorchSharp"] = LoadBinding(LibtorchFolder.Find(Binding, searched)
                ?? throw new NativeTorchException($"{Binding} is in none of {string.Join(", ", searched)}. Reference the package TorchSharp and build again."));
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => Handles.GetValueOrDefault(name);
            loaded = true;
        }
    }

    private static void LoadLibtorch(string path)
    {
        if (!File.Exists(path) && !RequiredLibraries.Contains(Path.GetFileName(path)))
            return;
        try
        {
            Handles[Path.GetFileNameWithoutExtension(path)["lib".Length..]] = NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeTorchException(
                $"{path} does not load: {Cause(exception)}. "
                + $"Restore the packages again, or point {LibtorchVariable} at the lib folder of a libtorch {LibtorchVersion} for Linux x64.", exception);
        }
    }

    private static nint LoadBinding(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException exception) when (exception.Message.Contains(UnusedVersion, StringComparison.Ordinal))
        {
            return LoadBindingWithWeakNeed(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeTorchException(
                $"{path} does not load: {Cause(exception)}. Restore the packages again; it needs a libtorch {LibtorchVersion}.", exception);
        }
    }

    private static nint LoadBindingWithWeakNeed(string path)
    {
        var image = File.ReadAllBytes(path);
        if (!ElfVersionNeeds.MarkWeak(image, UnusedVersion))
            throw new NativeTorchException($"{path} needs {UnusedVersion} in a way that cannot be relaxed. Install libstdc++ 13 or newer.");
        DirectoryInfo? folder = null;
        try
        {
            folder = Directory.CreateTempSubdirectory("arena-torch-");
            var copy = Path.Combine(folder.FullName, Binding);
            File.WriteAllBytes(copy, image);
            return NativeLibrary.Load(copy);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DllNotFoundException)
        {
            throw new NativeTorchException(
                $"The system's libstdc++ is older than 13, and a copy of {Binding} that works with it could not be loaded from a folder "
                + $"in {Path.GetTempPath()}: {Cause(exception)}. " +
                "Set TMPDIR to a folder with space that allows execution, or install libstdc++ 13.", exception);
        }
        finally
        {
            folder?.Delete(recursive: true); // what is mapped stays mapped
        }
    }

    // The runtime's message is general advice, with the system loader's own words in its last line.
    private static string Cause(Exception exception) => exception.Message.Trim().Split('\n')[^1].TrimEnd('.');

    private static List<string> ApplicationFolders()
    {
        var host = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [.. host.Append(AppContext.BaseDirectory).Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"))
            .Select(Path.GetFullPath).Select(Path.TrimEndingDirectorySeparator).Distinct()];
    }
}
