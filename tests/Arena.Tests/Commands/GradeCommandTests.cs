using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ArenaLearning.Arena.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public sealed class GradeCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_rows_reading_is_told_and_a_reference_that_is_no_number_is_skipped_with_its_line()
    {
        var file = Write(
            """{"answer": "3*6 = 18\n#### 18", "response": "The answer is $18.00."}""",
            """{"answer": 18, "response": "\\boxed{19}"}""", "",
            """{"answer": "a dozen", "response": "12"}""",
            """{"answer": "1/2", "response": "no idea"}""");

        var (code, output, error) = await ArenaAsync("grade", file, "--reference-field", "answer", "--json");

        Assert.Equal(0, code);
        Assert.Equal($"skipped: {file}:4: answer: the reference 'a dozen' is no number\n", error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((1.0 / 3, 1, 3, 1), (
            json.RootElement.GetProperty("accuracy").GetDouble(), json.RootElement.GetProperty("right").GetInt32(),
            json.RootElement.GetProperty("graded").GetInt32(), json.RootElement.GetProperty("skipped").GetInt32()));
        Assert.Equal(
            [
                """{"line":1,"correct":true,"reading":"18","source":"phrase","text":"$18.00","reference":"18"}""",
                """{"line":2,"correct":false,"reading":"19","source":"boxed","text":"19","reference":"18"}""",
                """{"line":4,"reading":"12","source":"last_number","text":"12","skipped":"the reference 'a dozen' is no number"}""",
                """{"line":5,"correct":false,"reference":"0.5"}""",
            ],
            json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetRawText()));
    }

    [Fact]
    public async Task People_get_a_table_and_the_accuracy()
    {
        var (code, output, _) =
            await ArenaAsync("grade", Write("""{"reference": "18", "response": "#### 18"}""", """{"reference": "18", "response": "[red]"}"""));

        Assert.Equal(0, code);
        Assert.Contains("Accuracy: 50.00% (1 of 2 right, 0 skipped)", output, StringComparison.Ordinal);
        Assert.Contains("nothing", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"answer\": \"1\"}", ":2: response: is missing; the row has answer")]
    [InlineData("{\"answer\": \"1\", \"response\": \"1 \\ud83d\"}", ":2: response: ends in half a character")]
    [InlineData("{\"answer\": [1], \"response\": \"1\"}", ":2: answer: must be a text and is a list")]
    [InlineData("{\"answer\": ", ":2: not a JSON object")]
    public async Task A_row_that_cannot_be_graded_exits_with_2_and_names_line_and_field(string row, string message)
    {
        var file = Write("""{"answer": "1", "response": "1"}""", row);
        var (code, output, error) = await ArenaAsync("grade", file, "--reference-field", "answer", "--response-field", "response", "--json");

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"error: {file}{message}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_null_is_its_rows_failure_and_an_unfinished_thought_is_no_answer()
    {
        var file = Write(
            """{"reference": "18", "response": "18"}""", """{"reference": "18", "response": null}""", """{"reference": null, "response": "18"}""",
            """{"reference": "18", "response": "<think>It is 18"}""", """{"reference": "18", "response": "<think>Or 12?</think> It is 18."}""");

        var (code, output, error) = await ArenaAsync("grade", file, "--json");

        Assert.Equal((0, $"skipped: {file}:3: reference: the reference is null\n"), (code, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal(
            [true, false, null, false, true],
            json.RootElement.GetProperty("rows").EnumerateArray()
                .Select(row => row.TryGetProperty("correct", out var correct) ? correct.GetBoolean() : (bool?)null));
    }

    [Fact]
    public async Task Files_without_anything_to_grade_exit_with_2()
    {
        Assert.Contains("there is no row to grade", (await ArenaAsync("grade", Write(""))).Error, StringComparison.Ordinal);
        Assert.Contains(
            ":1: reference: the reference 'many' is no number; no row of the file can be graded",
            (await ArenaAsync("grade", Write("""{"reference": "many", "response": "3"}"""))).Error, StringComparison.Ordinal);
        var (code, _, error) = await ArenaAsync("grade", Path.Combine(folder.Path, "nowhere.jsonl"));
        Assert.Equal(2, code);
        Assert.Contains("nowhere.jsonl", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GSM8K_against_itself_is_all_right_and_mutated_copies_are_right_as_often_as_they_were_left()
    {
        var gsm8k = Path.GetFullPath(Path.Combine(Repository(), "../shared/data/gsm8k/test.jsonl.gz"));
        Assert.SkipUnless(File.Exists(gsm8k), $"{gsm8k} is not there");

        var (_, itself, _) = await ArenaAsync("grade", gsm8k, "--reference-field", "answer", "--response-field", "answer", "--json");
        Assert.Equal((1, 1319), Accuracy(itself));

        var rows = new List<(string Answer, string Gold)>();
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(gsm8k), CompressionMode.Decompress)))
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                using var row = JsonDocument.Parse(line);
                var answer = row.RootElement.GetProperty("answer").GetString()!;
                rows.Add((answer, answer.Split("####")[1].Trim()));
            }
        // By construction: seven forms of the right number, and three of another.
        var responses = rows.Select((row, i) => (i % 10) switch
        {
            0 => $"The answer is {row.Gold}.",
            1 => $"So it is \\boxed{{{row.Gold.Replace(",", "{,}", StringComparison.Ordinal)}}}.",
            2 => $"Therefore, **the final answer is: ${row.Gold}.00**",
            3 => $"Thinking of 3 and 4, I get {row.Gold} apples",
            4 => $"#### {row.Gold} dollars",
            5 => $"\\boxed{{\\frac{{{2 * Number(row.Gold)}}}{{2}}}}",
            6 => $"The answer is {Number(row.Gold)}%.",
            7 => $"The answer is {Number(row.Gold) + 1}. It is not {row.Gold}.",
            8 => $"#### -{Number(row.Gold) + 1}",
            _ => $"{row.Gold} is near, and so is {row.Gold}1",
        });
        var file = Write([.. rows.Zip(responses, (row, response) => JsonSerializer.Serialize(new { answer = row.Answer, response }))]);
        var (_, graded, _) = await ArenaAsync("grade", file, "--reference-field", "answer", "--json");
        Assert.Equal((rows.Index().Count(row => row.Index % 10 < 7) / 1319.0, 1319), Accuracy(graded));
    }

    private static long Number(string gold) => long.Parse(gold.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static (double, int) Accuracy(string output)
    {
        using var json = JsonDocument.Parse(output);
        return (json.RootElement.GetProperty("accuracy").GetDouble(), json.RootElement.GetProperty("graded").GetInt32());
    }

    private string Write(params string[] lines)
    {
        var path = Path.Combine(folder.Path, "rows.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> ArenaAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private static string Repository([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));
}
