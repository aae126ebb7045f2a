using ArenaLearning.Contracts.Formats.Recorded;
using Xunit;

namespace ArenaLearning.Services.Tests.Recorded;

public sealed class KeyedRowFileTests
{
    private readonly KeyedRowFile<Row> rows = new(row => [row.Key, .. row.Other is { } other ? [other] : Array.Empty<string>()]);

    [Fact]
    public void Rows_come_back_by_key_in_the_order_in_which_they_were_added()
    {
        rows.Add(new("a", "one"));
        rows.Add(new("b", "two", "a"));
        rows.Add(new("a", "three"));

        Assert.Equal(["one", "two", "three"], rows.Of("a").Select(row => row.Text));
        Assert.Equal(["two"], rows.Of("b").Select(row => row.Text));
        Assert.Empty(rows.Of("c"));
    }

    [Fact]
    public void What_was_added_after_a_look_is_found_by_the_next()
    {
        for (var i = 0; i < 300; i++)
        {
            Assert.Empty(rows.Of($"{i}"));
            rows.Add(new($"{i}", new string((char)('a' + i % 26), i * 10)));
            Assert.Equal(i * 10, Assert.Single(rows.Of($"{i}")).Text.Length);
        }
    }

    [Fact]
    public async Task Many_look_at_once()
    {
        for (var i = 0; i < 2_000; i++) rows.Add(new($"key {i}", $"text of {i}: äöü 中文 \U0001F600 \" \\ \n"));

        await Parallel.ForAsync(0, 2_000, TestContext.Current.CancellationToken, (i, _) =>
        {
            Assert.Equal($"text of {i}: äöü 中文 \U0001F600 \" \\ \n", Assert.Single(rows.Of($"key {i}")).Text);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Nothing_is_left_for_others_to_find()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There a file's name goes when the file is closed.");
        rows.Add(new("a", "a secret answer"));
        rows.Of("a");

        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.GetTempPath(), "arena-rows-*"), path => File.ReadAllText(path).Contains("a secret answer", StringComparison.Ordinal));
    }

    private sealed record Row(string Key, string Text, string? Other = null);
}
