using ArenaLearning.Contracts.Artifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

public sealed class WholeFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("whole-file-tests-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_is_replaced_and_what_a_killed_writer_left_is_gone()
    {
        var path = Path.Combine(folder, "result.json");
        await WholeFile.WriteTextAsync(path, "old and long", Cancellation);
        await File.WriteAllTextAsync(WholeFile.PartialOf(path), "half of a very long fi", Cancellation);

        await WholeFile.WriteTextAsync(path, "né\n", Cancellation);

        Assert.Equal("né\n"u8.ToArray(), await File.ReadAllBytesAsync(path, Cancellation));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_writer_that_fails_leaves_the_former_file()
    {
        var path = Path.Combine(folder, "result.json");
        await WholeFile.WriteTextAsync(path, "former", Cancellation);
        Directory.CreateDirectory(WholeFile.PartialOf(path)); // nothing can be written there

        await Assert.ThrowsAnyAsync<UnauthorizedAccessException>(() => WholeFile.WriteTextAsync(path, "next", Cancellation));

        Assert.Equal("former", await File.ReadAllTextAsync(path, Cancellation));
    }
}
