using System.IO.Compression;
using System.Text;
using System.Text.Json;
using ArenaLearning.Arena.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.Rankings;

public sealed class BattleFileTests : IDisposable
{
    private const string Csv = "model_a,model_b,winner\né,x,model_a\nx,è,model_b\né,è,tie\nè,é,tie (bothbad)\nx,é,model_a\n";

    private readonly string folder = Directory.CreateTempSubdirectory("battle-files-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Battles_are_the_same_in_every_form_that_people_save_them_in()
    {
        var expected = await RankAsync("plain.csv", Encoding.UTF8.GetBytes(Csv));
        Assert.Contains("\"é\"", expected.Replace("\\u00E9", "é", StringComparison.Ordinal), StringComparison.Ordinal);

        (string Name, byte[] Bytes)[] forms =
        [
            ("windows.csv", Encoding.UTF8.GetBytes(Csv.Replace("\n", "\r\n", StringComparison.Ordinal))),
            ("python-on-windows.csv", Encoding.UTF8.GetBytes(Csv.Replace("\n", "\r\r\n", StringComparison.Ordinal))),
            ("old-mac.csv", Encoding.UTF8.GetBytes(Csv.Replace("\n", "\r", StringComparison.Ordinal))),
            ("blank-lines.csv", Encoding.UTF8.GetBytes("\n" + Csv.Replace("\n", "\n\n", StringComparison.Ordinal) + "\n \n,,\n")),
            ("blank-end.csv", Encoding.UTF8.GetBytes(Csv + "\n\r\n\n")),
            ("no-end.csv", Encoding.UTF8.GetBytes(Csv.TrimEnd('\n'))),
            ("quoted.csv", Encoding.UTF8.GetBytes(Csv.Replace("x", "\"x\"", StringComparison.Ordinal) + "\n\n")),
            ("mark.csv", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Csv)]),
            ("excel.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Csv)]),
            ("packed.csv.gz", Packed(Csv)),
            ("packed-without-a-name.csv", Packed(Csv)),
            ("members.csv.gz", [.. Packed(Csv[..40]), .. Packed(Csv[40..])]),
            ("rows.jsonl", Encoding.UTF8.GetBytes(string.Join("\r\n\r\n", Rows()))),
            ("array.json", Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", Rows())}\n]\n")),
            ("array.jsonl.gz", Packed($"[{string.Join(",", Rows())}]")),
            ("rows.json", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(string.Join('\n', Rows()))]),
        ];
        foreach (var (name, bytes) in forms) Assert.Equal((name, expected), (name, await RankAsync(name, bytes)));
    }

    [Theory]
    [InlineData("a.csv", "model_a,model_b,winner\na,b,tie\n\u00e9,b,tie\n", ":3: not UTF-8 (byte 0xE9)")]
    [InlineData("a.csv", "model_a,model_b,winner,note\na,b,tie,x\na,b,tie,\u00e9\n", ":3: not UTF-8 (byte 0xE9)")]
    [InlineData("a.csv", "model_a,model_b,winner,\u00e9t\u00e9\na,b,tie,x\n", ":1: not UTF-8 (byte 0xE9)")]
    [InlineData("a.jsonl", "{\"model_a\": \"\u00e9\", \"model_b\": \"b\", \"winner\": \"tie\"}\n", ":1: not UTF-8 (byte 0xE9)")]
    [InlineData("a.jsonl", "{\"model_a\": \"a\\ud83d\", \"model_b\": \"b\", \"winner\": \"tie\"}\n", ":1: model_a ends in half a character")]
    [InlineData("a.csv", "model_a,model_b,winner\n\na,b\n", ":3: the row has 2 values and the header 3 columns")]
    [InlineData("a.csv", "\n\n", ": there is no header")]
    [InlineData("a.csv", "\n\r\nmodel_a,winner\na,tie\n", ":3: there is no column model_b")]
    [InlineData("a.csv", "model_a,model_b,winner\r\n\"a\r\na\",b,tie\r\n\r\nb,a,x\r\n", ":5: winner is 'x'")]
    public async Task What_is_no_such_text_is_refused_with_its_line(string name, string latin1, string message)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(latin1), TestContext.Current.CancellationToken);

        var (code, output, error) = await InvokeAsync("rank", path);

        Assert.Equal((ExitCodes.Refused, ""), (code, output));
        Assert.StartsWith($"error: {path}{message}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Battles_whose_archive_is_cut_off_are_refused_and_not_ranked_in_part()
    {
        var csv = new StringBuilder("model_a,model_b,winner\n");
        var random = new Random(5);
        for (var i = 0; i < 5000; i++) csv.Append($"m{random.Next(9)},n{random.Next(9)},{(random.Next(2) == 0 ? "model_a" : "model_b")}\n");
        var whole = Packed(csv.ToString());

        foreach (var name in (string[])["cut.csv.gz", "reference.csv.gz"])
        {
            var path = Path.Combine(folder, name);
            await File.WriteAllBytesAsync(path, whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);
            var (code, output, error) = name == "cut.csv.gz" ? await InvokeAsync("rank", path)
                : await InvokeAsync("rank", Write("b.csv", Encoding.UTF8.GetBytes(Csv)), "--reference", path);

            Assert.Equal((ExitCodes.Refused, ""), (code, output));
        }
    }

    [Theory]
    [InlineData("a.jsonl", "{\"model_a\":\"a\",\"model_b\":\"b\",\"winner\":null}\n{\"model_a\":\"a\",\"model_b\":\"b\",\"winner\":\"tie\"}\n")]
    [InlineData("a.json", "[{\"model_a\":\"a\",\"model_b\":\"b\",\"preference\":null},{\"model_a\":\"a\",\"model_b\":\"b\",\"preference\":1.5}]")]
    [InlineData("a.csv", "model_a,model_b,winner\na,b,\na,b,tie\n")]
    public async Task A_battle_without_a_verdict_is_left_out_and_counted(string name, string text)
    {
        using var json = JsonDocument.Parse(await RankAsync(name, Encoding.UTF8.GetBytes(text)));

        Assert.Equal(1, json.RootElement.GetProperty("leaderboard")[0].GetProperty("battles").GetInt32());
        Assert.Contains(
            json.RootElement.GetProperty("warnings").EnumerateArray(),
            warning => warning.GetString()!.StartsWith("1 battles have no verdict", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_without_any_verdict_is_refused()
    {
        var (code, _, error) = await InvokeAsync("rank", Write("a.csv", "model_a,model_b,winner\na,b,\n"u8.ToArray()));

        Assert.Equal(ExitCodes.Refused, code);
        Assert.Contains("no battle has a verdict", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_and_responses_are_read_as_battles_are()
    {
        var battles = Write("b.jsonl", Encoding.UTF8.GetBytes(string.Join('\n', Rows().Select((row, i) => row.Insert(1, $"\"prompt_id\":\"p{i}\",")))));
        var reference = Write("r.csv.gz", Packed("model,elo\r\r\n\r\né,1100\r\r\nè,1000\r\nx,900\r\n\r\n"));
        var texts = Enumerable.Range(0, 5).SelectMany(i => ((string[])["é", "è", "x"]).Select(
            model => JsonSerializer.Serialize(new { prompt_id = $"p{i}", model, response = new string('a', i + 1) + " b" })));
        var responses = Write("t.json", Encoding.UTF8.GetBytes($"[{string.Join(",\n", texts)}]"));

        var (code, output, error) = await InvokeAsync(
            "rank", battles, "--json", "--reference", reference, "--style-control", "--style-features", "length", "--responses", responses);

        Assert.Equal((ExitCodes.Done, ""), (code, error));
        Assert.Contains("\"spearman\"", output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rows() => Csv.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))
        .Select(row => JsonSerializer.Serialize(new { model_a = row[0], model_b = row[1], winner = row[2] }));

    private static byte[] Packed(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private async Task<string> RankAsync(string name, byte[] bytes)
    {
        var (code, output, error) = await InvokeAsync("rank", Write(name, bytes), "--json");
        Assert.Equal((ExitCodes.Done, ""), (code, error));
        return output;
    }

    private static async Task<(int Code, string Output, string Error)> InvokeAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
