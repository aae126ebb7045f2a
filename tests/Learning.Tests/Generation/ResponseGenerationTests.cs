using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Generation.Responses;
using ArenaLearning.Learning.Tests.Jobs;
using Xunit;

namespace ArenaLearning.Learning.Tests.Generation;

public sealed class ResponseGenerationTests : IDisposable
{
    private readonly TinyJobs jobs = new();
    private readonly LoadedModels models = new(TinyJobs.Artifacts);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        models.Dispose();
        jobs.Dispose();
    }

    [Fact]
    public async Task Every_unit_is_answered_in_the_units_order_as_it_is_alone()
    {
        string[] questions = ["1+2=", "What is 3+4", "#### ", "5", "What is 1+1"];
        var answered = await GenerateAsync(await TrainedAsync(), questions);
        Assert.Equal(["u0", "u1", "u2", "u3", "u4"], answered.Units.Select(unit => unit.UnitId));
        Assert.Equal(("tiny", "chunk"), (answered.Campaign, answered.ChunkId));
        foreach (var (question, unit) in questions.Zip(answered.Units))
        {
            var alone = Assert.Single((await GenerateAsync(await TrainedAsync(), [question])).Units);
            Assert.Null(unit.Failure);
            Assert.Equal((alone.Text, alone.FinishReason, alone.ResponseTokens), (unit.Text, unit.FinishReason, unit.ResponseTokens));
            Assert.Equal(TinyJobs.Tokenizer.EncodeChat([ChatTurn.User(question)], generationPrompt: true).Length, unit.PromptTokens);
        }
    }

    // The model knows its sums by heart: 1+2=3#### 3 has seven tokens, and the end token is the eighth.
    [Theory]
    [InlineData(8, "1+2=3#### 3", "stop", 7)]
    [InlineData(7, "1+2=3#### 3", "length", 7)]
    [InlineData(4, "1+2=", "length", 4)]
    public async Task An_answer_ends_by_itself_or_at_the_limit(int maxTokens, string text, string reason, int tokens)
    {
        var unit = Assert.Single((await GenerateAsync(await TrainedAsync(), [TinyJobs.Sums[0].Question], maxTokens: maxTokens)).Units);
        Assert.Equal((text, reason, tokens, null), (unit.Text, unit.FinishReason, unit.ResponseTokens, unit.Failure));
    }

    [Fact]
    public async Task A_prompt_that_does_not_fit_fails_alone()
    {
        var answered = await GenerateAsync(await TrainedAsync(), ["1+2=", new string('0', 23), "What is 1+1"]);
        Assert.Null(answered.Units[0].Failure);
        Assert.Equal("", answered.Units[1].Text);
        Assert.Equal(
            "The prompt of 25 tokens and an answer of up to 8 do not fit into the 32 positions of T-1: lower battles.max_tokens or shorten the prompt.",
            answered.Units[1].Failure);
        Assert.Null(answered.Units[2].Failure);
        Assert.True(answered.Units[2].ResponseTokens > 0);
    }

    [Fact]
    public async Task A_turn_that_the_model_does_not_know_fails_alone()
    {
        var command = Command(await TrainedAsync(), ["1+2=", "1+1="]);
        command = command with { Units = [command.Units[0] with { Messages = [new("system", "Be brief"), ChatTurn.User("1")] }, command.Units[1]] };
        var answered = await GenerateAsync(command);
        Assert.Contains("not of 'system'", answered.Units[0].Failure);
        Assert.Null(answered.Units[1].Failure);
    }

    [Fact]
    public async Task A_chunk_of_which_nothing_fits_is_answered_with_failures()
    {
        var answered = await GenerateAsync(await TrainedAsync(), [new string('0', 30), new string('1', 31)]);
        Assert.All(answered.Units, unit => Assert.NotNull(unit.Failure));
    }

    [Fact]
    public async Task A_checkpoint_that_is_not_there_fails_every_unit_with_the_reason()
    {
        var missing = new ArtifactReference(new Uri(jobs.File("nowhere")).AbsoluteUri, "0");
        var answered = await GenerateAsync(missing, ["1", "2"]);
        Assert.Equal(["u0", "u1"], answered.Units.Select(unit => unit.UnitId));
        Assert.All(answered.Units, unit => Assert.Contains($"{jobs.File("nowhere")}: there is no such folder;", unit.Failure));
    }

    [Fact]
    public async Task A_checkpoint_that_has_changed_fails_every_unit_with_the_reason()
    {
        var checkpoint = await jobs.ModelAsync("model", scoreHead: false);
        await jobs.ModelAsync("model", scoreHead: false, values => values[0] += 1);
        var answered = await GenerateAsync(checkpoint, ["1", "2"]);
        Assert.All(answered.Units, unit => Assert.Contains("it is damaged or has changed", unit.Failure));
    }

    [Fact]
    public async Task A_reward_model_answers_nothing()
    {
        var answered = await GenerateAsync(await jobs.ModelAsync("scorer", scoreHead: true), ["1"]);
        Assert.Contains("it is a reward model, which answers nothing", Assert.Single(answered.Units).Failure);
    }

    [Theory]
    [InlineData("tpu", "There is no device 'tpu': use auto, cpu or cuda.")]
    public async Task A_device_that_is_not_there_fails_every_unit_with_the_reason(string device, string reason)
    {
        var command = Command(await jobs.ModelAsync("model", scoreHead: false), ["1"]) with { Device = device };
        var answered = await GenerateAsync(command);
        Assert.Equal(reason, Assert.Single(answered.Units).Failure);
    }

    [Fact]
    public async Task Answers_of_one_seed_are_the_same_and_those_of_another_differ()
    {
        var checkpoint = await jobs.ModelAsync("model", scoreHead: false);
        var command = Command(checkpoint, ["1+2=", "1+2="]) with { Sampling = new(Temperature: 1, MaxTokens: 16) };
        var (one, two) = (await GenerateAsync(command), await GenerateAsync(command));
        Assert.Equal(one.Units.Select(unit => unit.Text), two.Units.Select(unit => unit.Text));
        Assert.NotEqual(one.Units[0].Text, one.Units[1].Text); // one prompt, two seeds
    }

    private Task<ResponsesGenerated> GenerateAsync(ArtifactReference checkpoint, string[] questions, int maxTokens = 8) =>
        GenerateAsync(Command(checkpoint, questions, maxTokens));

    private async Task<ResponsesGenerated> GenerateAsync(GenerateResponses command)
    {
        using var responses = new CheckpointResponses(models, TimeProvider.System);
        return new(command.Campaign, command.ChunkId, await responses.AnswerAsync(command, Cancellation));
    }

    private static GenerateResponses Command(ArtifactReference checkpoint, string[] questions, int maxTokens = 8) => new(
        "tiny", "chunk", new CheckpointContestantReference("T-1", checkpoint), new(Temperature: 0, maxTokens),
        [.. questions.Select((question, i) => new GenerationUnit($"u{i}", $"p{i}", [ChatTurn.User(question)], Seed: i))], Device: "cpu");

    private async Task<ArtifactReference> TrainedAsync()
    {
        if (Directory.Exists(jobs.File("models/job"))) return await TinyJobs.ReferenceAsync(jobs.File("models/job"));
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft, steps: 120, saveEvery: 1000);
        return (await TinyJobs.RunAsync(job with { Recipe = job.Recipe with { BatchSize = 12, Replicas = 1 } })).Checkpoint;
    }
}
