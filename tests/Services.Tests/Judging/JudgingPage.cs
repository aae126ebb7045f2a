namespace ArenaLearning.Services.Tests.Judging;

/// <summary><c>docs/judging.md</c>, whose examples and table are tested.</summary>
internal static class JudgingPage
{
    public static string Path { get; } = System.IO.Path.Combine(Root(), "docs", "judging.md");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "ArenaLearning.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside the repository");
        return folder.FullName;
    }
}
