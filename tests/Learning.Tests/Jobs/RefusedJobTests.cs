using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Learning.Tests.Jobs;

public sealed class RefusedJobTests : IDisposable
{
    private const string User = """{"role":"user","content":"What is 1+2"}""";
    private const string Right = """{"role":"assistant","content":"1+2=3#### 3"}""";

    private readonly TinyJobs jobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Theory]
    [InlineData(TrainingAlgorithm.Sft, $$"""{"messages":[{{User}}]}""", "the last of its messages must be the assistant's")]
    [InlineData(TrainingAlgorithm.Sft, """{"messages":[]}""", "the last of its messages must be the assistant's")]
    [InlineData(TrainingAlgorithm.Sft, "{}", "the last of its messages must be the assistant's")]
    [InlineData(TrainingAlgorithm.Sft, $$"""{"messages":[{"role":"system","content":"Be brief"},{{User}},{{Right}}]}""", "not of 'system'")]
    [InlineData(TrainingAlgorithm.Sft, """{"messages":[null,{"role":"assistant","content":"3"}]}""", "it has a null in its prompt")]
    [InlineData(TrainingAlgorithm.Sft, $$"""{"messages":[{{User}},{"role":"assistant","content":null}]}""", "the assistant's turn has no content")]
    [InlineData(TrainingAlgorithm.Sft, $$"""{"messages":[{{User}},{"role":"assistant"}]}""", "the assistant's turn has no content")]
    [InlineData(TrainingAlgorithm.Sft, $$"""{"messages":[{"role":"user","content":null},{{Right}}]}""", "turn 1 of its prompt has no content")]
    [InlineData(TrainingAlgorithm.Dpo, $$"""{"prompt":[{{User}}],"chosen":[{{Right}}],"rejected":[{"role":"assistant"}]}""",
        "the assistant's turn has no content")]
    [InlineData(TrainingAlgorithm.Ppo, """{"prompt":[{"role":"user"}]}""", "turn 1 of its prompt has no content")]
    [InlineData(TrainingAlgorithm.Sft, """{"messages":7}""", "not a SftRow row")]
    [InlineData(TrainingAlgorithm.Sft, """{"messages":[""", "not a SftRow row")]
    [InlineData(TrainingAlgorithm.Sft, $$"""{"messages":[{"role":"user","content":"0000000000000000000000000"},{{Right}}]}""",
        "do not fit into the model's 32 positions")]
    [InlineData(TrainingAlgorithm.Dpo, $$"""{"prompt":[{{User}}],"chosen":[{{Right}}],"rejected":[{{User}}]}""", "each be one turn of the assistant")]
    [InlineData(TrainingAlgorithm.Dpo, $$"""{"prompt":[{{User}}],"chosen":[{{Right}},{{Right}}],"rejected":[{{Right}}]}""",
        "each be one turn of the assistant")]
    [InlineData(TrainingAlgorithm.Dpo, $$"""{"prompt":[{{User}}],"chosen":[{{Right}}]}""", "each be one turn of the assistant")]
    [InlineData(TrainingAlgorithm.Dpo, $$"""{"chosen":[{{Right}}],"rejected":[{{Right}}]}""", "it has no prompt")]
    [InlineData(TrainingAlgorithm.RewardModel, $$"""{"prompt":[{{User}}],"completions":["1+2=3"],"labels":[true,false]}""",
        "it needs as many labels as completions")]
    [InlineData(TrainingAlgorithm.RewardModel, $$"""{"prompt":[{{User}}],"completions":["1+2=3"]}""", "it has no labels")]
    [InlineData(TrainingAlgorithm.RewardModel, $$"""{"prompt":[{{User}}],"labels":[true]}""", "it has no completions")]
    [InlineData(TrainingAlgorithm.Ppo, $$"""{"reference":"3"}""", "it has no prompt")]
    [InlineData(TrainingAlgorithm.Ppo, """{"prompt":[{"role":"user","content":"0000000000000000000000000"}]}""",
        "its 35 tokens do not fit into the model's 32 positions")]
    public async Task A_row_that_cannot_be_trained_on_names_its_file_line_and_fault(TrainingAlgorithm algorithm, string row, string fault)
    {
        var job = await jobs.JobAsync(algorithm);
        var path = job.Data.Rows[0].LocalPath();
        var lines = await File.ReadAllLinesAsync(path, Cancellation);
        await File.WriteAllLinesAsync(path, [lines[0], "", row, lines[1]], Cancellation);
        var message = await RefusalAsync(await WithRowsAsync(job, path));
        Assert.StartsWith($"{path}:3: ", message);
        Assert.Contains(fault, message);
    }

    [Fact]
    public async Task An_algorithm_of_another_release_is_refused_by_name()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        Assert.Equal(
            "job: this worker knows no algorithm 99; run the release that sent the job.",
            await RefusalAsync(job with { Recipe = job.Recipe with { Algorithm = (TrainingAlgorithm)99 } }));
    }

    [Fact]
    public async Task Rows_need_no_provenance()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.RewardModel);
        var path = job.Data.HeldOut!.LocalPath();
        await File.WriteAllTextAsync(path, $$"""{"prompt":[{{User}}],"chosen":[{{Right}}],"rejected":[{{Right}}]}""", Cancellation);
        var changed = job with { Data = job.Data with { HeldOut = await TinyJobs.FileAsync(path) } };
        Assert.Equal(0.5, (await TinyJobs.RunAsync(changed)).Metrics["eval/pair_accuracy/unknown"]);
    }

    [Theory]
    [InlineData(TrainingAlgorithm.Sft)]
    [InlineData(TrainingAlgorithm.Ppo)]
    public async Task A_dataset_without_rows_is_refused_by_name(TrainingAlgorithm algorithm)
    {
        var job = await jobs.JobAsync(algorithm);
        var path = job.Data.Rows[0].LocalPath();
        await File.WriteAllTextAsync(path, "\n", Cancellation);
        Assert.Equal($"There is no row to train on in {job.Data.Rows[0].Uri}.", await RefusalAsync(await WithRowsAsync(job, path)));
    }

    [Fact]
    public async Task A_base_that_has_changed_is_refused()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await File.AppendAllTextAsync(Path.Combine(jobs.File("base"), "tokenizer_config.json"), " ", Cancellation);
        var message = await DamageAsync(job);
        Assert.StartsWith(jobs.File("base"), message);
        Assert.Contains("Put the old one back", message);
    }

    [Fact]
    public async Task A_base_that_is_not_there_is_refused()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        Directory.Delete(jobs.File("base"), recursive: true);
        Assert.Contains("there is no such folder", (await Assert.ThrowsAsync<ArtifactException>(() => TinyJobs.RunAsync(job))).Message);
    }

    [Fact]
    public async Task A_reward_model_is_no_base_for_a_language_model()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        var message = await RefusalAsync(job with { Base = await jobs.ModelAsync("scorer", scoreHead: true) });
        Assert.Equal($"{jobs.File("scorer")}: it is a reward model; train from a language model.", message);
    }

    [Fact]
    public async Task PPO_without_a_reward_model_is_refused()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Ppo);
        Assert.Equal("job: PPO needs a reward model.", await RefusalAsync(job with { Data = job.Data with { RewardModel = null } }));
    }

    [Fact]
    public async Task PPO_with_a_language_model_for_a_reward_model_is_refused()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Ppo);
        Assert.Contains("it is no reward model: it has no score head", await RefusalAsync(job with { Data = job.Data with { RewardModel = job.Base } }));
    }

    [Fact]
    public async Task PPO_with_a_reward_model_that_has_changed_is_refused()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Ppo);
        await jobs.ModelAsync("reward", scoreHead: true, values => values[0] += 1);
        Assert.StartsWith(jobs.File("reward"), await DamageAsync(job));
    }

    [Fact]
    public async Task PPO_with_a_reward_model_of_other_words_is_refused()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Ppo);
        var words = LanguageModels.Tokenizers.WordTokenizer.Train(["0123456789+= Who was #### "]);
        var reward = await LanguageModels.Checkpoints.CheckpointFolder.ReadAsync(jobs.File("reward"), Cancellation);
        await LanguageModels.Checkpoints.CheckpointFolder.WriteAsync(jobs.File("reward"), reward with { Tokenizer = words }, cancellationToken: Cancellation);
        var other = job with { Data = job.Data with { RewardModel = await TinyJobs.ReferenceAsync(jobs.File("reward")) } };
        Assert.Contains("other tokens than the model that trains", await RefusalAsync(other));
    }

    [Fact]
    public async Task Without_base_tokenizer_and_shape_there_is_nothing_to_train()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        Assert.Equal("job: without a base, training needs a tokenizer and the shape of a fresh model.", await RefusalAsync(job with { Base = null }));
    }

    [Theory]
    [InlineData(TrainingAlgorithm.Sft)]
    [InlineData(TrainingAlgorithm.Dpo)]
    [InlineData(TrainingAlgorithm.RewardModel)]
    [InlineData(TrainingAlgorithm.Ppo)]
    public async Task A_run_that_leaves_the_finite_numbers_says_what_to_change_and_leaves_no_checkpoint(TrainingAlgorithm algorithm)
    {
        var job = await jobs.JobAsync(algorithm);
        // Such a rate makes every value about 1e20: its square, in the norms, is infinite in single precision.
        var wild = job.Recipe.Optimizer with { LearningRate = 1e20 };
        var recipe = job.Recipe with { Optimizer = wild, Ppo = job.Recipe.Ppo! with { CriticLearningRate = 1e20 } };
        var message = await RefusalAsync(job with { Recipe = recipe });
        Assert.Matches(@"^The gradient is not finite at update \d+: lower optimizer.learning_rate or optimizer.max_gradient_norm.$", message);
        Assert.False(Directory.Exists(jobs.File("models/job")));
    }

    [Theory]
    [InlineData(TrainingAlgorithm.Sft, "sft.jsonl")]
    [InlineData(TrainingAlgorithm.Dpo, "pairs.jsonl")]
    [InlineData(TrainingAlgorithm.RewardModel, "steps.jsonl")]
    [InlineData(TrainingAlgorithm.RewardModel, "held-out.jsonl")]
    [InlineData(TrainingAlgorithm.Ppo, "prompts.jsonl")]
    public async Task A_dataset_that_was_damaged_trains_nothing(TrainingAlgorithm algorithm, string file)
    {
        var job = await jobs.JobAsync(algorithm);
        await File.AppendAllTextAsync(jobs.File(file), "\n", Cancellation);
        Assert.StartsWith(jobs.File(file), await DamageAsync(job));
    }

    [Fact]
    public async Task A_tokenizer_that_was_damaged_trains_nothing()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.Sft);
        await TinyJobs.Tokenizer.SaveAsync(jobs.File("tokenizer"), cancellationToken: Cancellation);
        var fresh = job with
        {
            Base = null,
            Recipe = job.Recipe with { Model = new(HiddenSize: 8, Layers: 1, Heads: 2, IntermediateSize: 12, MaxPositions: 40) },
            Data = job.Data with { Tokenizer = await TinyJobs.ReferenceAsync(jobs.File("tokenizer")) },
        };
        await File.AppendAllTextAsync(Path.Combine(jobs.File("tokenizer"), "tokenizer.json"), " ", Cancellation);
        Assert.StartsWith(jobs.File("tokenizer"), await DamageAsync(fresh));
    }

    private static async Task<TrainModel> WithRowsAsync(TrainModel job, string path) =>
        job with { Data = job.Data with { Rows = [await TinyJobs.FileAsync(path)] } };

    /// <returns>What is said of an artifact that is not what it was.</returns>
    private static async Task<string> DamageAsync(TrainModel job)
    {
        var message = (await Assert.ThrowsAsync<ArtifactException>(() => TinyJobs.RunAsync(job, _ => Assert.Fail("trained")))).Message;
        Assert.Contains("it is damaged or has changed: its SHA-256 is", message);
        return message;
    }

    private static async Task<string> RefusalAsync(TrainModel job) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => TinyJobs.RunAsync(job))).Message;
}
