using Xunit;

namespace ArenaLearning.Architecture.Tests;

public sealed class SourceTests
{
    /// <summary>As <c>max_line_length</c> in <c>.editorconfig</c> says.</summary>
    private const int LongestLine = 160;

    [Fact]
    public void No_line_is_longer_than_160_characters()
    {
        var files = Sources().ToArray();
        var longLines = files.SelectMany(file => File.ReadLines(Path.Combine(Project.Repository, file)).Index()
            .Where(line => line.Item.Length > LongestLine).Select(line => $"{file}:{line.Index + 1}: {line.Item.Length}"));

        Assert.True(files.Length > 400, $"only {files.Length} files were found under {Project.Repository}");
        Found.Nothing(longLines);
    }

    private static IEnumerable<string> Sources() => new[] { "services", "shared", "tests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Project.Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Project.Repository, path))
        .Where(path => !path.Split('/').Any(part => part is "obj" or "bin"))
        .Order(StringComparer.Ordinal);
}
