namespace ArenaLearning.LanguageModels.Native;

/// <summary>Finds the folder whose libtorch is to be loaded.</summary>
internal static class LibtorchFolder
{
    private const string Core = "libtorch_cpu.so";

    /// <summary>The folder among the application's own that holds libtorch.</summary>
    public static string FromApplication(IReadOnlyList<string> applicationFolders) =>
        Find(Core, applicationFolders) is { } library
            ? Path.GetDirectoryName(library)!
            : throw new NativeTorchException(
                $"{Core} is in none of {string.Join(", ", applicationFolders)}. Reference the package libtorch-cpu-linux-x64 {NativeTorch.LibtorchVersion} " +
                "(import Libtorch.props in the project that runs), "
                + $"or set {NativeTorch.LibtorchVariable} to the lib folder of a libtorch {NativeTorch.LibtorchVersion}.");

    /// <summary>The folder that <c>ARENA_LIBTORCH</c> names: itself or its <c>lib</c>, of the right version.</summary>
    public static string FromVariable(string path, IReadOnlyList<string> applicationFolders)
    {
        var library = Find(Core, [path, Path.Combine(path, "lib")])
            ?? throw new NativeTorchException(
                $"{NativeTorch.LibtorchVariable}={path} holds no {Core}, nor does its folder lib. "
                + $"Set it to the lib folder of a libtorch {NativeTorch.LibtorchVersion}, such as site-packages/torch/lib, or unset it.");
        var folder = Path.GetDirectoryName(library)!;
        if (Version(folder) is { } version && !version.StartsWith(NativeTorch.LibtorchVersion + ".", StringComparison.Ordinal))
            throw new NativeTorchException(
                $"{NativeTorch.LibtorchVariable}={path} is libtorch {version}, but libtorch {NativeTorch.LibtorchVersion} is needed: "
                + "calls into another release would crash. Install that release, or unset the variable.");

        // TorchSharp loads torch_cpu by name once more, from the application's folder first: two copies in one process would clash.
        if (Find(Core, applicationFolders) is { } own && !SameFolder(Path.GetDirectoryName(own)!, folder))
            throw new NativeTorchException(
                $"{NativeTorch.LibtorchVariable}={path} is set, but the application carries a libtorch of its own, {own}. "
                + "Build with -p:Torch=none, or unset the variable.");
        return folder;
    }

    /// <summary>The full path of the first file of this name in the folders, or null.</summary>
    public static string? Find(string file, IEnumerable<string> folders) =>
        folders.Select(folder => Path.GetFullPath(Path.Combine(folder, file))).FirstOrDefault(File.Exists);

    // A libtorch archive says its version in build-version, a Python wheel in torch/version.py, both beside the folder lib.
    private static string? Version(string folder)
    {
        var buildVersion = Path.Combine(folder, "..", "build-version");
        if (File.Exists(buildVersion))
            return File.ReadAllText(buildVersion).Trim();
        var wheelVersion = Path.Combine(folder, "..", "version.py");
        if (!File.Exists(wheelVersion))
            return null;
        var line = File.ReadLines(wheelVersion).FirstOrDefault(text => text.StartsWith("__version__", StringComparison.Ordinal));
        return line?.Split('=', 2)[^1].Trim(' ', '\'', '"');
    }

    private static bool SameFolder(string one, string other) =>
        string.Equals(Path.TrimEndingDirectorySeparator(Path.GetFullPath(one)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(other)),
            StringComparison.Ordinal);
}
