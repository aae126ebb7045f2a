using Xunit;

namespace ArenaLearning.Chart.Tests;

/// <summary>A file of the repository that is made of something else there.</summary>
internal static class StoredText
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("ARENA_CHART_WRITE") == "1";

    /// <summary>Fails where the file says something else; with <c>ARENA_CHART_WRITE=1</c> it is written instead.</summary>
    public static async Task CompareAsync(string path, string text)
    {
        if (Writes)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        }
        Assert.True(File.Exists(path), $"{path} is not there. {Advice}");
        var there = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        if (there == text) return;
        var (before, after) = (there.Split('\n'), text.Split('\n'));
        var line = before.Zip(after).TakeWhile(lines => lines.First == lines.Second).Count();
        Assert.Fail(
            $"{path}:{line + 1} is out of date: it says\n{before.ElementAtOrDefault(line)}\nwhere it should say\n{after.ElementAtOrDefault(line)}\n{Advice}");
    }

    private const string Advice = "Write it again: ARENA_CHART_WRITE=1 dotnet test tests/Chart.Tests -c Release";
}
