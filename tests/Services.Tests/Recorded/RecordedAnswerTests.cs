using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Recorded;
using Xunit;

namespace ArenaLearning.Services.Tests.Recorded;

public sealed class RecordedAnswerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("answers.jsonl")]
    [InlineData("answers.jsonl.gz")]
    public async Task Rows_of_prompt_model_and_response_are_found_by_prompt_and_model(string name)
    {
        var index = await IndexAsync(name,
            """{"prompt_id": "p1", "model": "m", "response": "one", "tokens": 7}""", "",
            """{"prompt_id": "p1", "model": "n", "response": "two"}""", """{"prompt_id": 2, "model": "m", "response": ""}""");

        Assert.Equal([("m", 2), ("n", 1)], index.Models);
        Assert.Equal(("one", 7, 1), Of(index.Find("m", "p1", "anything")));
        Assert.Equal(("two", null, 3), Of(index.Find("n", "p1", null)));
        Assert.Equal(("", null, 4), Of(index.Find("m", "2", null)));
    }

    [Fact]
    public async Task AlpacaEvals_outputs_are_found_by_place_or_by_instruction()
    {
        var index = await IndexAsync("model_outputs.json",
            "[", """{"dataset": "x", "instruction": "Say hi", "output": "hi", "generator": "m"},""",
            """{"instruction": "Say ho", "output": "ho", "generator": "m"}""", "]");

        Assert.Equal(("ho", null, 3), Of(index.Find("m", "1", "Say ho")));
        Assert.Equal(("ho", null, 3), Of(index.Find("m", "some-id", "Say ho")));
        // The place alone would give an answer to something else.
        Assert.Equal(("hi", null, 2), Of(index.Find("m", "1", "Say hi")));
        Assert.Contains("model_outputs.json:3: the answer of m to prompt 1 is to another instruction",
            Missing(index, "m", "1", "Say no"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"uid": "u1", "ans_id": "x", "model": "m", "messages": [{"role": "user", "content": "q"}, """
        + """{"role": "assistant", "content": {"answer": "a"}}], "metadata": {"token_len": 5}}""", 5)]
    [InlineData("""{"uid": "u1", "model": "m", "messages": [{"role": "assistant", "content": "a"}]}""", null)]
    [InlineData("""{"question_id": "u1", "model_id": "m", "choices": [{"index": 0, "turns": [{"content": "a", "token_len": 5}]}]}""", 5)]
    [InlineData("""{"question_id": "u1", "model_id": "m", "choices": [{"index": 0, "turns": ["a"]}]}""", null)]
    public async Task Arena_Hards_answers_are_found_by_uid(string row, int? tokens) =>
        Assert.Equal(("a", tokens, 1), Of((await IndexAsync("m.jsonl", row)).Find("m", "u1", "q")));

    [Theory]
    [InlineData("""{"prompt_id": "p", "model": "m"}""", "answers.jsonl:2: no answer: the row has prompt_id, model, and none of response")]
    [InlineData("""{"model": "m", "response": "r"}""", "answers.jsonl:2: prompt_id: is missing; the row has model, response")]
    [InlineData("""{"prompt_id": "p", "model": " ", "response": "r"}""", "answers.jsonl:2: model: must not be empty")]
    [InlineData("""{"prompt_id": "p", "model": "m", "response": ["r"]}""", "answers.jsonl:2: response: must be a text and is a list")]
    [InlineData("""{"instruction": "i", "output": "o"}""", "answers.jsonl:2: generator: is missing")]
    [InlineData("""{"uid": "u", "model": "m", "messages": [{"role": "user", "content": "q"}]}""",
        "answers.jsonl:2: messages: has no message whose role is assistant")]
    [InlineData("""{"uid": "u", "model": "m", "messages": [{"role": "assistant", "content": {}}]}""",
        "answers.jsonl:2: answer: is missing; the row has no fields")]
    [InlineData("""{"question_id": "u", "model_id": "m", "choices": [{"turns": ["a", "b"]}]}""", "answers.jsonl:2: choices: must have the answer to one turn")]
    [InlineData("""{"prompt_id": "p0", "model": "m", "response": "again"}""", "answers.jsonl:2: prompt_id: m answers p0 a second time (first in line 1)")]
    [InlineData("""{"prompt_id": "p", """, "answers.jsonl:2: not a JSON object")]
    [InlineData("7", "answers.jsonl:2: not a JSON object")]
    public async Task A_row_that_cannot_be_read_is_refused_with_line_and_field(string row, string message)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(
            () => IndexAsync("answers.jsonl", """{"prompt_id": "p0", "model": "m", "response": "r"}""", row));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", """{"instruction": "i", "output": "o", "generator": "m"},""", "5]", "outputs.json:3: not a JSON object")]
    [InlineData("[", """{"instruction": "i", "output": "o", "generator": "m"},""", """{"instruction": "i"}]""", "outputs.json:3: no answer")]
    [InlineData("[", """{"instruction": "i",""", "oops}]", "outputs.json:3: not a JSON array")]
    public async Task An_array_is_refused_with_the_line_of_its_item(string one, string two, string three, string message)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => IndexAsync("outputs.json", one, two, three));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_gzip_file_is_refused()
    {
        var path = folder.Write("answers.jsonl.gz",
            [.. Enumerable.Range(0, 500).Select(i => $$"""{"prompt_id": "p{{i}}", "model": "m", "response": "{{Guid.NewGuid()}}"}""")]);
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(path, [.. bytes[..200], .. bytes[260..]], TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => RecordedAnswerIndex.ReadAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_is_not_there_is_missing_with_advice_and_never_empty()
    {
        var index = await IndexAsync("answers.jsonl", """{"prompt_id": "p1", "model": "m", "response": "one"}""");

        Assert.Contains("no answer of m to prompt p2: add it to the file", Missing(index, "m", "p2", "q"), StringComparison.Ordinal);
        Assert.Contains("no answers of other; it has those of m", Missing(index, "other", "p1", "q"), StringComparison.Ordinal);
        Assert.Contains("no answer in the file",
            (await Assert.ThrowsAsync<InvalidDataException>(() => IndexAsync("empty.jsonl", ""))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt_id": "p", "model": "m", "response": null}""", "response")]
    [InlineData("""{"uid": "p", "model": "m", "messages": [{"role": "assistant", "content": null}]}""", "content")]
    [InlineData("""{"uid": "p", "model": "m", "messages": [{"role": "assistant", "content": {"answer": null}}]}""", "answer")]
    [InlineData("""{"uid": "p", "model": "m", "messages": null}""", "messages")]
    [InlineData("""{"question_id": "p", "model_id": "m", "choices": null}""", "choices")]
    [InlineData("""{"question_id": "p", "model_id": "m", "choices": [{"turns": null}]}""", "turns")]
    [InlineData("""{"question_id": "p", "model_id": "m", "choices": [{"turns": [null]}]}""", "turns")]
    [InlineData("""{"question_id": "p", "model_id": "m", "choices": [{"turns": [{"content": null}]}]}""", "content")]
    public async Task A_null_is_an_answer_that_is_missing_and_costs_no_other(string row, string field)
    {
        var index = await IndexAsync("answers.jsonl", """{"prompt_id": "p0", "model": "m", "response": "r"}""", row);

        Assert.Equal("r", index.Find("m", "p0", null).Response);
        Assert.Contains(
            $"answers.jsonl:2: {field}: is null, so the file has no answer of m to this prompt", Missing(index, "m", "p", "q"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_AlpacaEvals_answers_a_null_is_missing_too()
    {
        var index = await IndexAsync("outputs.json", """[{"instruction": "i", "output": null, "generator": "m"}]""");

        Assert.Contains("outputs.json:1: output: is null", Missing(index, "m", "some", "i"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Different_answers_to_one_instruction_are_not_chosen_from()
    {
        var index = await IndexAsync("outputs.json",
            """[{"instruction": "i", "output": "one", "generator": "m"}, {"instruction": "i", "output": "two", "generator": "m"},""",
            """ {"instruction": "j", "output": "same", "generator": "m"}, {"instruction": "j", "output": "same", "generator": "m"}]""");

        Assert.Contains("different answers of m to the instruction of prompt p (lines 1, 1)", Missing(index, "m", "p", "i"), StringComparison.Ordinal);
        Assert.Equal("same", index.Find("m", "p", "j").Response);
    }

    [Fact]
    public async Task A_file_is_read_once_and_again_only_when_it_was_wrong()
    {
        var path = folder.Write("answers.jsonl", """{"prompt_id": "p1", "model": "m", "response": "one"}""");
        var reference = await TemporaryFolder.ReferenceAsync(path);
        var reads = 0;
        var cache = new ArtifactCache<int>(2, _ => ++reads == 1 ? throw new InvalidDataException("at first") : Task.FromResult(reads));

        await Assert.ThrowsAsync<InvalidDataException>(() => cache.GetAsync(reference));
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => cache.GetAsync(reference))));
        Assert.All(all, value => Assert.Equal(2, value));

        File.AppendAllText(path, " ");
        Assert.Equal(2, await cache.GetAsync(reference)); // what was read stays
    }

    private async Task<RecordedAnswerIndex> IndexAsync(string name, params string[] lines) =>
        await RecordedAnswerIndex.ReadAsync(folder.Write(name, lines), TestContext.Current.CancellationToken);

    private static string Missing(RecordedAnswerIndex index, string model, string prompt, string instruction) =>
        Assert.Throws<InvalidDataException>(() => index.Find(model, prompt, instruction)).Message;

    private static (string, int?, int) Of(RecordedAnswer answer) => (answer.Response, answer.Tokens, answer.Line);
}
