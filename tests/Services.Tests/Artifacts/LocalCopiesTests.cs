using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Artifacts;

public sealed class LocalCopiesTests : IDisposable
{
    private const int Bytes = 1000;

    private readonly string folder = Directory.CreateTempSubdirectory("local-copies-").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private int fetched;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Those_that_were_asked_for_longest_ago_go_when_there_is_no_room_for_more()
    {
        var copies = new LocalCopies(folder, 3 * Bytes, time);
        foreach (var name in "abc") await GetAsync(copies, name);
        time.Advance(TimeSpan.FromMinutes(1));
        var a = await GetAsync(copies, 'a');
        time.Advance(LocalCopies.InUse);

        await GetAsync(copies, 'd');
        Assert.Equal(["a", "c", "d"], Held());
        Assert.True(File.Exists(a));
        await GetAsync(copies, 'e');
        Assert.Equal(["a", "d", "e"], Held());
        Assert.Equal(5, fetched);
    }

    [Fact]
    public async Task What_somebody_has_just_asked_for_stays_however_little_room_there_is()
    {
        var copies = new LocalCopies(folder, 2 * Bytes, time);
        foreach (var name in "abcd") await GetAsync(copies, name);
        Assert.Equal(["a", "b", "c", "d"], Held());

        time.Advance(LocalCopies.InUse * 2);
        // Another process asks for one of them.
        await GetAsync(new(folder, 2 * Bytes, time), 'a');
        await GetAsync(copies, 'e');
        Assert.Equal(["a", "e"], Held());
    }

    [Fact]
    public async Task A_file_that_is_open_is_read_to_its_end()
    {
        var copies = new LocalCopies(folder, Bytes, time);
        await using var open = File.OpenRead(await GetAsync(copies, 'a'));
        time.Advance(LocalCopies.InUse * 2);
        await GetAsync(copies, 'b');
        Assert.Equal(["b"], Held());
        Assert.Equal(new string('a', Bytes), await new StreamReader(open).ReadToEndAsync(TestContext.Current.CancellationToken));
        // Asked for again it is fetched again.
        await GetAsync(copies, 'a');
        Assert.Equal(3, fetched);
    }

    [Fact]
    public async Task What_a_killed_process_was_fetching_goes_after_a_day()
    {
        var copies = new LocalCopies(folder, Bytes, time);
        var left = Path.Combine(folder, "partial", "left");
        Directory.CreateDirectory(left);
        await GetAsync(copies, 'a');
        Assert.True(Directory.Exists(left));
        time.Advance(TimeSpan.FromDays(2));
        await GetAsync(copies, 'b');
        Assert.False(Directory.Exists(left));
    }

    private Task<string> GetAsync(LocalCopies copies, char name)
    {
        var text = new string(name, Bytes);
        return copies.FileAsync(new($"test://{name}", ContentHash.OfText(text)), path =>
        {
            fetched++;
            return File.WriteAllTextAsync(path, text);
        }, TestContext.Current.CancellationToken);
    }

    private IEnumerable<string> Held() =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
