using ArenaLearning.Arena.Commands;
using ArenaLearning.Endpoints.Cache;
using ArenaLearning.Settings;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

// One test: the folder is a variable of the whole process.
public sealed class CacheCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(KnownSettings.Cache.Variable);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(KnownSettings.Cache.Variable, before);
        folder.Dispose();
    }

    [Fact]
    public async Task The_cache_is_shown_and_cleared_by_model()
    {
        Environment.SetEnvironmentVariable(KnownSettings.Cache.Variable, folder.Path);
        var path = Path.Combine(folder.Path, ReplyPlace.FileName);
        Assert.Equal((0, $"{path}: nothing is kept yet.\n", ""), await ArenaAsync("cache"));
        Assert.False(File.Exists(path));

        using (var file = ReplyFile.Open(path))
            file.Write(
                [.. new[] { "judge", "judge", "a:7b" }.Select((model, i) => KeyValuePair.Create($"{new string((char)('0' + i), 64)}:{model}", new byte[2048]))],
                new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
        var (code, shown, _) = await ArenaAsync("cache");
        Assert.Equal(0, code);
        Assert.Contains("3 replies", shown);
        Assert.Matches(@"judge +│ +2 │ 4\.0 KiB │ 2026-01-02 │ 2026-01-02", shown);

        Assert.Equal((2, "", $"error: {path} holds no reply of 'jugde'. It holds: judge, a:7b.\n"), await ArenaAsync("cache", "clear", "--model", "jugde"));
        Assert.Equal((0, $"{path}: 2 replies cleared.\n", ""), await ArenaAsync("cache", "clear", "--model", "judge"));
        Assert.Equal((0, $"{path}: 1 reply cleared.\n", ""), await ArenaAsync("cache", "clear"));

        Environment.SetEnvironmentVariable(KnownSettings.Cache.Variable, "off");
        Assert.Equal(2, (await ArenaAsync("cache")).Code);
    }

    private static async Task<(int Code, string Output, string Error)> ArenaAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
