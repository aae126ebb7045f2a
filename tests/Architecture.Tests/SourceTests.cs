using System.Text.RegularExpressions;
using Xunit;

namespace ArenaLearning.Architecture.Tests;

public sealed partial class SourceTests
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

    /// <summary>Of tests and benchmarks, whose types are not loaded here.</summary>
    [Fact]
    public void No_record_of_tests_or_benchmarks_has_more_than_eight_positional_parameters()
    {
        var records = Sources().Where(file => file.StartsWith("tests/", StringComparison.Ordinal) || file.StartsWith("bench/", StringComparison.Ordinal))
            .SelectMany(file => Record().Matches(File.ReadAllText(Path.Combine(Project.Repository, file)))
                .Select(match => (Name: $"{file}: {match.Groups["name"].Value}", Parameters: Parameters(match.Groups["parameters"].Value))))
            .ToArray();

        Assert.True(records.Length > 20, $"only {records.Length} records were found");
        Found.Nothing(records.Where(record => record.Parameters > 8).Select(record => $"{record.Name}: {record.Parameters}"));
    }

    [Theory]
    [InlineData("int A", 1)]
    [InlineData("int A, IReadOnlyDictionary<string, (int, long)> B, int[,] C = null", 3)]
    public void Parameters_are_counted_outside_of_brackets(string list, int count) => Assert.Equal(count, Parameters(list));

    private static int Parameters(string list)
    {
        var (depth, count) = (0, 1);
        foreach (var letter in list)
        {
            if (letter is '<' or '(' or '[') depth++;
            if (letter is '>' or ')' or ']') depth--;
            if (letter == ',' && depth == 0) count++;
        }
        return count;
    }

    [GeneratedRegex(@"\brecord (?:struct |class )?(?<name>\w+)(?:<[^>]*>)?\((?<parameters>(?:[^()]|\([^()]*\))+)\)")]
    private static partial Regex Record();

    private static IEnumerable<string> Sources() => new[] { "services", "shared", "tests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Project.Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(Project.Repository, path))
        .Where(path => !path.Split('/').Any(part => part is "obj" or "bin"))
        .Order(StringComparer.Ordinal);
}
