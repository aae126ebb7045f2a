using System.IO.Compression;
using System.Text;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Files;
using Xunit;

namespace ArenaLearning.Services.Tests.Files;

public sealed class DataFileTests : IDisposable
{
    private const string Text = "{\"name\": \"café\"}\n{\"name\": \"山\"}\n{\"name\": \"🙂\"}\n";

    private static readonly string[] Names = ["café", "山", "🙂"];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, bool> Encodings => new(
        from encoding in (string[])["utf-8", "utf-8 with a mark", "utf-16", "utf-16BE", "utf-32"]
        from isPacked in (bool[])[false, true]
        select (encoding, isPacked));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_pipe_is_read_as_a_file_is()
    {
        var pipe = Path.Combine(folder.Path, "pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe])) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var writing = Task.Run(() => File.WriteAllTextAsync(pipe, Text, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(Text, await DataFile.ReadTextAsync(pipe, TestContext.Current.CancellationToken));
        await writing;
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task Text_is_read_in_every_encoding_that_its_mark_names(string name, bool isPacked)
    {
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8 with a mark" => new UTF8Encoding(true),
            var other => Encoding.GetEncoding(other),
        };
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)];
        var path = Write("a.jsonl", isPacked ? Packed(bytes) : bytes);

        Assert.Equal(Text, await DataFile.ReadTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(Text, DataFile.ReadText(path));
        Assert.Equal(Names, await NamesAsync(path));
    }

    [Fact]
    public async Task A_character_that_lies_across_buffers_is_one_character()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => i % 7 == 0 ? "a🙂" : i % 3 == 0 ? "é" : "山\r\n"));
        foreach (var encoding in (Encoding[])[new UTF8Encoding(false), new UnicodeEncoding(true, true)])
            Assert.Equal(
                text, await DataFile.ReadTextAsync(
                    Write("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(text)]), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    public async Task What_is_not_UTF_8_is_refused_with_its_line(int before)
    {
        var rows = string.Concat(Enumerable.Repeat("{\"name\": \"é\"}\r\n", before));
        byte[] bytes = [.. Encoding.UTF8.GetBytes(rows), .. "{\"name\": \"caf"u8, 0xE9, .. "\"}\n"u8];

        foreach (var path in (string[])[Write("a.jsonl", bytes), Write("b.jsonl", Packed(bytes))])
        {
            var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => NamesAsync(path));
            Assert.Equal(
                $"{path}:{before + 1}: not UTF-8 (byte 0xE9): save the file as UTF-8, for example with iconv -f WINDOWS-1252 -t UTF-8", refusal.Message);
        }
    }

    [Fact]
    public async Task UTF_16_that_is_broken_or_says_nothing_of_itself_is_refused()
    {
        var broken = Write("a.jsonl", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}\n{\"name\": \""), 0x3D, 0xD8, .. Encoding.Unicode.GetBytes("\"}")]);
        var silent = Write("b.jsonl", Encoding.Unicode.GetBytes("{\"name\": \"x\"}"));

        Assert.StartsWith($"{broken}:2: not UTF-16", await RefusalAsync(broken), StringComparison.Ordinal);
        Assert.StartsWith($"{silent}:1: not UTF-8, but UTF-16 without a byte order mark", await RefusalAsync(silent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_data_of_several_members_are_read_to_their_end()
    {
        var path = Write("a.jsonl.gz", [.. Packed("{\"name\": \"one\"}\n"u8), .. Packed("{\"name\": \"two\"}\n"u8), .. Packed("{\"name\": \"three\"}"u8)]);

        Assert.Equal(["one", "two", "three"], await NamesAsync(path));
    }

    [Fact]
    public async Task Gzip_data_that_are_cut_off_or_damaged_anywhere_are_refused()
    {
        var random = new Random(3);
        var rows = string.Concat(Enumerable.Range(0, 400).Select(i => $"{{\"name\": \"{random.NextInt64()}\"}}\n"));
        byte[] whole = [.. Packed(Encoding.UTF8.GetBytes(rows)), .. Packed(Encoding.UTF8.GetBytes(rows))];
        var first = Packed(Encoding.UTF8.GetBytes(rows)).Length;
        int[] cuts = [11, 100, first / 2, first - 9, first - 8, first - 1, first + 11, whole.Length - 500, whole.Length - 8, whole.Length - 1];

        Assert.Equal(800, (await NamesAsync(Write("whole.gz", whole))).Count);
        foreach (var cut in cuts) await RefusedAsync(Write("cut.gz", whole[..cut]));
        await RefusedAsync(Write("damaged.gz", [.. whole[..(first - 6)], 1, .. whole[(first - 5)..]])); // the checksum

        async Task RefusedAsync(string path) =>
            Assert.StartsWith($"{path}: the gzip data are damaged or cut off", await RefusalAsync(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\": \"a\"}\n{\"name\": \"b\"}\n{\"name\": \"c\"}", "1 2 3")]
    [InlineData("\n\n{\"name\": \"a\"}\n \t\n{\"name\": \"b\"}\n{\"name\": \"c\"}\n\n\n", "3 5 6")]
    [InlineData("{\"name\": \"a\"}\r\n\r\n{\"name\": \"b\"}\r\n{\"name\": \"c\"}\r\n\r\n", "1 3 4")]
    [InlineData("{\"name\": \"a\"}\r{\"name\": \"b\"}\r\r{\"name\": \"c\"}\r", "1 2 4")]
    [InlineData("{\"name\": \"a\"}\r\r\n{\"name\": \"b\"}\r\r\n{\"name\": \"c\"}\r\r\n", "1 3 5")]
    [InlineData("[{\"name\": \"a\"}, {\"name\": \"b\"},\n\n{\"name\": \"c\"}]\n\n", "1 1 3")]
    [InlineData("\r\n[\r\n  {\r\n\"name\": \"a\"},\r\n{\"name\": \"b\"\r\n}\r\n,{\"name\": \"c\"}]", "3 5 7")]
    public async Task Rows_stand_on_lines_or_in_an_array_and_blank_lines_are_counted_and_skipped(string text, string lines)
    {
        var path = Write("a.json", Encoding.UTF8.GetBytes(text));

        var records = await JsonRecords.ReadAsync(path, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        var rows = await JsonLines.ReadNumberedAsync<Named>(path, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal("a b c", string.Join(' ', records.Select(record => record.Text("name"))));
        Assert.Equal(lines, string.Join(' ', records.Select(record => record.Line)));
        Assert.Equal(("a b c", lines), (string.Join(' ', rows.Select(row => row.Row.Name)), string.Join(' ', rows.Select(row => row.Line))));
    }

    [Theory]
    [InlineData("[{\"name\": \"a\"},\n{\"name\": ", ":2: not a JSON array of rows, nor one row a line")]
    [InlineData("[{\"name\": \"a\"}]\n{\"name\": \"b\"}", ":2: not a JSON array of rows, nor one row a line")]
    [InlineData("{\"name\": \"a\"}\n[1]", ":2: not a JSON object")]
    [InlineData("{\"name\": \"a\"}\nnull", ":2: not a JSON object")]
    public async Task What_is_neither_is_refused_with_its_line(string text, string message)
    {
        var path = Write("a.json", Encoding.UTF8.GetBytes(text));

        Assert.StartsWith($"{path}{message}", await RefusalAsync(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"name\": \"half \\ud83d\"}", "name: ends in half a character")]
    [InlineData("{\"name\": \"half \\ude42 of it\"}", "name: ends in half a character")]
    [InlineData("{\"nam\\ud83d\": \"a\"}", "")]
    public async Task Half_a_character_is_told_with_line_and_field(string row, string message)
    {
        var path = Write("a.jsonl", Encoding.UTF8.GetBytes($"{{\"name\": \"whole \\ud83d\\ude42\"}}\n{row}\n"));

        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => NamesAsync(path));
        Assert.StartsWith($"{path}:2: {message}", refusal.Message, StringComparison.Ordinal);
        var typed = await Assert.ThrowsAsync<InvalidDataException>(
            async () => await JsonLines.ReadAsync<Named>(path, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith($"{path}:2: not a Named row", typed.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> NamesAsync(string path) =>
        await JsonRecords.ReadAsync(path, TestContext.Current.CancellationToken).Select(record => record.Text("name"))
            .ToListAsync(TestContext.Current.CancellationToken);

    private static async Task<string> RefusalAsync(string path) => (await Assert.ThrowsAsync<InvalidDataException>(() => NamesAsync(path))).Message;

    private static byte[] Packed(ReadOnlySpan<byte> bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private sealed record Named(string? Name)
    {
        [System.Text.Json.Serialization.JsonRequired]
        public string? Name { get; init; } = Name;
    }
}
