using ArenaLearning.Hosting.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

public sealed class KeysFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "keys");

    [Fact]
    public void A_key_is_long_is_never_the_same_and_the_file_does_not_hold_it()
    {
        var (key, kept) = KeysFile.NewKey("grafana", KeyRole.Reader);

        Assert.Equal("arena_".Length + 64, key.Length);
        Assert.NotEqual(key, KeysFile.NewKey("grafana", KeyRole.Reader).Key);
        Assert.DoesNotContain(key["arena_".Length..], KeysFile.LineOf(kept), StringComparison.Ordinal);
        Assert.Equal([kept], KeysFile.Parse(["# who may", "", KeysFile.LineOf(kept)], "keys"));
    }

    [Theory]
    [InlineData("grafana reader", "keys:2: a line is NAME ROLE SHA256")]
    [InlineData("grafana reader arena_canary", "keys:2: a line is NAME ROLE SHA256")]
    [InlineData("gra/fana reader HASH", "keys:2: a line is NAME ROLE SHA256")]
    [InlineData("grafana writer HASH", "keys:2: 'writer' is no role: write reader, operator or admin.")]
    [InlineData("first reader HASH", "keys:2: there are two keys named first.")]
    public void A_line_that_cannot_be_read_is_named_and_not_repeated(string line, string told)
    {
        var hash = new string('a', 64);
        string[] lines = [$"first admin {hash}", line.Replace("HASH", hash, StringComparison.Ordinal)];
        var refusal = Assert.Throws<ArgumentException>(() => KeysFile.Parse(lines, "keys"));

        Assert.StartsWith(told, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_knows_its_keys_and_no_others()
    {
        var (key, kept) = KeysFile.NewKey("ops", KeyRole.Operator);
        System.IO.File.WriteAllLines(File, [KeysFile.LineOf(KeysFile.NewKey("other", KeyRole.Reader).Kept), KeysFile.LineOf(kept)]);
        var ring = Ring(new());

        Assert.Equal(new Caller("Key ops", KeyRole.Operator), ring.Find(key));
        foreach (var wrong in new[] { null, "", "arena_", key[..^1], key + "0", kept.Sha256, KeysFile.NewKey("x", KeyRole.Admin).Key })
            Assert.Null(ring.Find(wrong));
    }

    [Fact]
    public void A_key_that_is_taken_out_of_the_file_is_let_in_no_more()
    {
        var time = new FakeTimeProvider();
        var (key, kept) = KeysFile.NewKey("ops", KeyRole.Operator);
        System.IO.File.WriteAllLines(File, [KeysFile.LineOf(kept)]);
        var ring = Ring(time);
        Assert.NotNull(ring.Find(key));

        Write("# nobody", minute: 1);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(ring.Find(key));

        // One that cannot be read locks nobody out.
        Write(KeysFile.LineOf(kept), minute: 2);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(ring.Find(key));
        Write("nonsense", minute: 3);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.NotNull(ring.Find(key));

        void Write(string line, int minute)
        {
            System.IO.File.WriteAllText(File, line);
            System.IO.File.SetLastWriteTimeUtc(File, new DateTime(2030, 1, 1, 0, minute, 0, DateTimeKind.Utc));
        }
    }

    [Fact]
    public void Without_a_file_nobody_is_let_in_and_with_off_everybody()
    {
        Assert.False(new KeyRing(null, isOpen: false, TimeProvider.System, NullLogger<KeyRing>.Instance).HasKeys);
        Assert.Null(new KeyRing(null, isOpen: false, TimeProvider.System, NullLogger<KeyRing>.Instance).Find("any"));
        Assert.Equal(KeyRole.Admin, new KeyRing(null, isOpen: true, TimeProvider.System, NullLogger<KeyRing>.Instance).Find(null)!.Role);
    }

    public void Dispose() => folder.Dispose();

    private KeyRing Ring(FakeTimeProvider time) => new(File, isOpen: false, time, NullLogger<KeyRing>.Instance);
}
