using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Import;
using Parquet.Serialization;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Import;

public sealed class PromptImportTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Task<ImportedFile> ReadAsync(string path) => PromptImport.ReadAsync(path, TestContext.Current.CancellationToken);

    private async Task<PoolPrompt> OnlyRowAsync(string name, string text) => Assert.Single((await ReadAsync(folder.Write(name, text))).Rows);

    [Theory]
    [InlineData("a.jsonl", """{"id": "p1", "prompt": "Name a river.", "category": "facts", "answer": "Rhine"}""")]
    [InlineData("a.jsonl.gz", """{"id": "p1", "prompt": "Name a river.", "category": "facts", "reference": "Rhine"}""")]
    [InlineData("a.json", """[{"id": "p1", "instruction": "Name a river.", "category": "facts", "answer": "Rhine"}]""")]
    [InlineData("a.json", """{"id": "p1", "prompt": "Name a river.", "category": "facts", "answer": "Rhine"}""")]
    [InlineData("a.jsonl", """[{"id": "p1", "prompt": "Name a river.", "category": "facts", "answer": "Rhine"}]""")]
    [InlineData("a.csv", "category,id,prompt,answer\nfacts,p1,Name a river.,Rhine\n")]
    [InlineData("a.csv", "\r\n\r\ncategory,id,prompt,answer\r\r\n\r\nfacts,p1,Name a river.,Rhine\r\r\n,,,\r\n\r\n")]
    [InlineData("a.csv.gz", "\uFEFFcategory,id,prompt,answer\rfacts,p1,Name a river.,Rhine\r\r")]
    [InlineData("a.tsv", "category\tid\tprompt\tanswer\nfacts\tp1\tName a river.\tRhine\n")]
    [InlineData("a.jsonl", """{"id": "p1", "question": "Name a river.", "category": "facts", "answer": "Rhine"}""")]
    [InlineData("a.jsonl", """{"id": "p1", "messages": [{"role": "user", "content": "Name a river."}], "category": "facts", "reference": "Rhine"}""")]
    [InlineData("a.csv", "id,category,reference,messages\np1,facts,Rhine,\"[{\"\"role\"\": \"\"user\"\", \"\"content\"\": \"\"Name a river.\"\"}]\"\n")]
    public async Task Every_format_and_field_gives_the_same_prompt(string name, string text)
    {
        var (prompt, _, _, _) = await OnlyRowAsync(name, text);

        Assert.Equivalent(new PromptRow("p1", "facts", [ChatTurn.User("Name a river.")], "Rhine"), prompt, strict: true);
    }

    [Fact]
    public async Task Parquet_gives_the_same_prompt_with_nested_messages()
    {
        var path = folder.At("a.parquet");
        await ParquetSerializer.SerializeAsync(
            [new ParquetRow
            {
                id = 7,
                messages =
                [
                    new() { role = "user", content = "Hello" }, new() { role = "assistant", content = "Hi" },
                    new() { role = "user", content = "Name a river." }
                ]
            }],
            path, cancellationToken: TestContext.Current.CancellationToken);

        var row = Assert.Single((await ReadAsync(path)).Rows);

        Assert.Equivalent(new PromptRow("7", "general", [ChatTurn.User("Hello"), ChatTurn.Assistant("Hi"), ChatTurn.User("Name a river.")], null),
            row.Prompt, strict: true);
        Assert.Equal("Hello\nName a river.", row.Instructions);
    }

    [Fact]
    public async Task Gsm8k_keeps_the_worked_answer_as_reference()
    {
        var row = await OnlyRowAsync("train.jsonl", """{"question": "2 + 2?", "answer": "<<2+2=4>>4\n#### 4"}""");

        Assert.Equal("<<2+2=4>>4\n#### 4", row.Prompt.Reference);
    }

    [Fact]
    public async Task ShareGpt_conversations_end_with_the_instruction_and_their_last_answer_is_the_response()
    {
        var row = await OnlyRowAsync("sharegpt.json", """
            [{"id": "c1", "conversations": [{"from": "system", "value": "Be brief."}, {"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"},
              {"from": "human", "value": "Name a river."}, {"from": "gpt", "value": "Rhine"}]}]
            """);

        Assert.Equal(["system", "user", "assistant", "user"], row.Prompt.Messages.Select(turn => turn.Role));
        Assert.Equal("Name a river.", row.Instruction);
        Assert.Equal("Rhine", row.Response);
        Assert.Null(row.Prompt.Reference);
    }

    [Theory]
    [InlineData("""{"instruction": "Name a river.", "output": "Rhine"}""", "Rhine")]
    [InlineData("""{"prompt": "Name a river.", "response": "Rhine", "output": "Elbe"}""", "Rhine")]
    [InlineData("""{"prompt": "Name a river.", "completion": [{"role": "assistant", "content": "Rhine"}]}""", "Rhine")]
    [InlineData("""{"prompt": [{"role": "user", "content": "Name a river."}, {"role": "assistant", "content": "Rhine"}], "response": "Elbe"}""", "Rhine")]
    [InlineData("""{"prompt": "Name a river.", "response": {"text": "Rhine"}, "output": " ", "completion": [1]}""", null)]
    [InlineData("""{"prompt": "Name a river.", "answer": "Rhine"}""", null)]
    public async Task An_answer_that_comes_with_a_prompt_is_its_response(string line, string? response)
    {
        var row = await OnlyRowAsync("a.jsonl", line);

        Assert.Equal(("Name a river.", response), (row.Instructions, row.Response));
    }

    [Fact]
    public async Task Alpaca_input_follows_the_instruction() =>
        Assert.Equal("Translate.\n\nBonjour", (await OnlyRowAsync("a.jsonl", """{"instruction": "Translate.", "input": "Bonjour"}""")).Instruction);

    [Fact]
    public async Task A_row_without_an_id_is_named_after_its_words_alone()
    {
        var one = await OnlyRowAsync("one.jsonl", """{"prompt": "Name a river.", "category": "x"}""");
        var two = await OnlyRowAsync("two.csv", "prompt\nName a river.\n");

        Assert.Equal(one.Prompt.Id, two.Prompt.Id);
        Assert.False(one.HasOwnId);
    }

    [Fact]
    public async Task Problems_name_file_line_and_field_and_the_other_rows_are_read()
    {
        var path = folder.Write("a.jsonl", """
            {"prompt": "Name a river."}

            {"prompt": 5}
            not json
            {"text": "x"}
            {"messages": [{"role": "user", "content": "Hi"}, {"role": "tool", "content": "x"}]}
            {"messages": [{"role": "assistant", "content": "Hi"}]}
            [1]
            {"prompt": "Name a lake.", "id": {"a": 1}}
            {"prompt": "  "}
            """);

        var file = await ReadAsync(path);

        Assert.Single(file.Rows);
        Assert.Equal(
            [
                $"{path}:3: prompt: must be text",
                $"{path}:4: is not JSON:",
                $"{path}:5: has none of the fields messages, conversations, conversation, prompt, instruction, question",
                $"{path}:6: messages[1].role: must be system, user or assistant (or ShareGPT's human, gpt), is \"tool\"",
                $"{path}:7: messages: have no turn of the user",
                $"{path}:8: must be a JSON object",
                $"{path}:9: id: must be text or a number",
                $"{path}:10: the instruction is empty",
            ],
            file.Problems.Select(problem => problem.ToString().Split("JSON: ") is [var head, _] ? $"{head}JSON:" : problem.ToString()));
    }

    [Fact]
    public async Task Csv_problems_name_the_line_on_which_a_row_of_several_lines_starts()
    {
        var path = folder.Write("a.csv", "prompt,id\n\"two\nlines\",1\nName, a river,2\nsay \"hi\" now,3\nName a lake.,4\n");

        var file = await ReadAsync(path);

        Assert.Equal(["two\nlines", "Name a lake."], file.Rows.Select(row => row.Instruction));
        Assert.Equal([2, 6], file.Rows.Select(row => row.Origin.Number));
        Assert.Equal(
            [
                $"{path}:4: has 3 values where the header has 2 columns; quote values that hold the delimiter",
                $"{path}:5: has a quotation mark inside a value that is not quoted; quote the value and double the mark",
            ], file.Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("a.jsonl", "", "has no rows")]
    [InlineData("a.jsonl", "nonsense\n", "no row can be read; the first problems are:")]
    [InlineData("a.json", "[{\"prompt\": \"cut o", "not a JSON array of rows, nor one row a line")]
    [InlineData("a.jsonl", "{\"prompt\": null}", "prompt: is null")]
    [InlineData("a.parquet", "no parquet", "cannot be read as Parquet")]
    [InlineData("a.docx", "x", "unknown kind of file")]
    [InlineData("a.csv", "text\nhello\n", "has none of the fields")]
    public async Task A_file_in_which_nothing_can_be_read_is_refused_by_name(string name, string text, string reason)
    {
        var path = folder.Write(name, text);

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ReadAsync(path));

        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused_and_not_garbled()
    {
        var path = folder.At("latin1.jsonl");
        var latin1 = System.Text.Encoding.Latin1.GetBytes("{\"prompt\": \"caf\u00e9\"}\n");
        File.WriteAllBytes(path, latin1);

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ReadAsync(path));

        Assert.StartsWith($"{path}:1: not UTF-8 (byte 0xE9)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_character_costs_its_row_and_no_other()
    {
        var path = folder.Write(
            "a.jsonl",
            "{\"prompt\": \"Name a river.\"}\n{\"prompt\": \"Cut in an emoji \\ud83d\"}\n{\"prompt\": \"Name a lake.\", \"id\": \"\\udc00\"}\n");

        var file = await ReadAsync(path);

        Assert.Equal(["Name a river."], file.Rows.Select(row => row.Instruction));
        Assert.Equal([2, 3], file.Problems.Select(problem => problem.Origin.Number));
        Assert.All(file.Problems, problem => Assert.Contains("half a character", problem.What, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blank_lines_between_the_rows_of_a_csv_file_are_counted_and_skipped()
    {
        var path = folder.Write("a.csv", "prompt,id\r\n\r\n\"two\r\nlines\",1\r\n\r\nName a lake.,2\r\n , \r\nName a river.,3\r\n\r\n");

        var file = await ReadAsync(path);

        Assert.Equal([("two\r\nlines", 3), ("Name a lake.", 6), ("Name a river.", 8)], file.Rows.Select(row => (row.Instruction, row.Origin.Number)));
        Assert.Empty(file.Problems);
    }

    [Fact]
    public async Task A_damaged_archive_is_refused()
    {
        var path = folder.Write("a.jsonl.gz", """{"prompt": "Name a river."}""");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(path).Take(15)]);

        Assert.StartsWith(path, (await Assert.ThrowsAsync<ImportRefusedException>(() => ReadAsync(path))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_files_are_read_whole()
    {
        var alpaca = await ReadAsync(RealData.File("alpaca-eval/prompts.jsonl.gz"));
        var gsm8k = await ReadAsync(RealData.File("gsm8k/train.jsonl.gz"));

        Assert.Equal((805, 7473), (alpaca.Rows.Count, gsm8k.Rows.Count));
        Assert.Empty(alpaca.Problems.Concat(gsm8k.Problems));
        Assert.All(gsm8k.Rows, row => Assert.Contains("#### ", row.Prompt.Reference, StringComparison.Ordinal));
    }

#pragma warning disable IDE1006 // The names of the columns.
    private sealed class ParquetRow
    {
        public long id { get; set; }
        public List<ParquetTurn> messages { get; set; } = [];
    }

    private sealed class ParquetTurn
    {
        public string role { get; set; } = "";
        public string content { get; set; } = "";
    }
}
