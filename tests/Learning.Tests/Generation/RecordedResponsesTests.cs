using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Generation.Recorded;
using ArenaLearning.Generation.Responses;
using ArenaLearning.Learning.Tests.Jobs;
using Xunit;

namespace ArenaLearning.Learning.Tests.Generation;

public sealed class RecordedResponsesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_recorded_contestant_is_answered_from_its_file()
    {
        var answered = await GenerateAsync(
            "m", """{"prompt_id": "p0", "model": "m", "response": "two  words"}""", """{"prompt_id": "p1", "model": "m", "response": "x", "tokens": 9}""");

        Assert.Equal([new()
        {
            UnitId = "u0",
            Text = "two  words",
            PromptTokens = 3,
            ResponseTokens = 2,
            LatencySeconds = 0,
            FinishReason = "stop",
            Model = "m",
        }, new()
        {
            UnitId = "u1",
            Text = "x",
            PromptTokens = 3,
            ResponseTokens = 9,
            LatencySeconds = 0,
            FinishReason = "stop",
            Model = "m",
        }], answered.Units);
        Assert.Equal(("c", "k"), (answered.Campaign, answered.ChunkId));
    }

    [Fact]
    public async Task A_missing_answer_fails_alone()
    {
        var answered = await GenerateAsync("m", """{"prompt_id": "p1", "model": "m", "response": "x"}""");

        Assert.Contains("has no answer of m to prompt p0", answered.Units[0].Failure, StringComparison.Ordinal);
        Assert.Equal(("x", null), (answered.Units[1].Text, answered.Units[1].Failure));
    }

    [Theory]
    [InlineData("other", """{"prompt_id": "p1", "model": "m", "response": "x"}""", "has no answers of other; it has those of m")]
    [InlineData("m", """{"prompt_id": "p1"}""", "answers.jsonl:1: no answer")]
    public async Task A_file_without_the_model_or_that_cannot_be_read_fails_every_unit_with_the_reason(string model, string row, string reason) =>
        Assert.All((await GenerateAsync(model, row)).Units, unit => Assert.Contains(reason, unit.Failure, StringComparison.Ordinal));

    [Fact]
    public async Task A_file_that_is_gone_fails_every_unit_with_the_reason()
    {
        var gone = new ArtifactReference(new Uri(folder.File("gone.jsonl")).AbsoluteUri, "0");

        Assert.All((await GenerateAsync(new RecordedAnswers(gone, "m"))).Units, unit => Assert.Contains("gone.jsonl", unit.Failure, StringComparison.Ordinal));
    }

    private async Task<ResponsesGenerated> GenerateAsync(string model, params string[] rows)
    {
        var path = folder.File("answers.jsonl");
        await File.WriteAllLinesAsync(path, rows, TestContext.Current.CancellationToken);
        return await GenerateAsync(
            new RecordedAnswers(new(new Uri(path).AbsoluteUri, await ContentHash.OfFileAsync(path, TestContext.Current.CancellationToken)), model));
    }

    [Fact]
    public async Task Thinking_is_taken_out_and_an_unfinished_thought_or_a_null_is_no_answer()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("answers.jsonl");
        await File.WriteAllTextAsync(
            path,
            """
            {"prompt_id": "p1", "model": "m", "response": "<think>Or 12?</think>\nIt is 18."}
            {"prompt_id": "p2", "model": "m", "response": "<think>It is 18, but wait"}
            {"prompt_id": "p3", "model": "m", "response": null}
            """,
            TestContext.Current.CancellationToken);
        var file = new ArtifactReference(new Uri(path).AbsoluteUri, await ContentHash.OfFileAsync(path, TestContext.Current.CancellationToken));

        var results = await new RecordedResponses(TinyJobs.Artifacts).AnswerAsync(
            new(file, "m"), [.. ((string[])["p1", "p2", "p3"]).Select(id => new GenerationUnit(id, id, [ChatTurn.User("q")], 1))]);

        Assert.Equal(["It is 18.", "", ""], results.Select(result => result.Text));
        Assert.Null(results[0].Failure);
        Assert.Contains("ends within its thinking", results[1].Failure, StringComparison.Ordinal);
        Assert.Contains("response: is null", results[2].Failure, StringComparison.Ordinal);
    }

    private static Task<ResponsesGenerated> GenerateAsync(RecordedAnswers recorded) => new ResponseGeneration(
        [new RecordedResponses(TinyJobs.Artifacts)]).GenerateAsync(
        new("c", "k", new RecordedContestantReference("contestant", recorded), new(0, 8),
            [new("u0", "p0", [ChatTurn.User("What is it")], 0), new("u1", "p1", [ChatTurn.User("What is it")], 1)]),
        TestContext.Current.CancellationToken);
}
