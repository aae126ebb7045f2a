using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Judging.Battles;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.RewardModels;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Learning.Tests.Jobs;
using ArenaLearning.Training.Sequences;
using ArenaLearning.Training.Trainers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ArenaLearning.Learning.Tests.Judging;

public sealed class RewardModelJudgeTests : IDisposable
{
    private readonly TinyJobs jobs = new();
    private readonly LoadedRewardModels models = new(TinyJobs.Artifacts);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task A_response_scores_as_PPO_would_reward_it()
    {
        var loaded = await models.GetAsync(await jobs.ModelAsync("scorer", scoreHead: true), "cpu");
        foreach (var (question, right, wrong) in TinyJobs.Sums)
            foreach (var response in (string[])[right, wrong, ""])
            {
                ChatTurn[] dialogue = [ChatTurn.User(question)];
                using var model = new DecoderModel(loaded.Parameters, trainable: false);
                using var noGradients = TorchSharp.torch.no_grad();
                var probabilities = ProcessReward.Probabilities(model, [new TokenSequence(
                    TinyJobs.Tokenizer.EncodeChat([.. dialogue, ChatTurn.Assistant(response)]),
                    TinyJobs.Tokenizer.EncodeChat(dialogue, generationPrompt: true).Length)]);

                var score = RewardModelJudge.Score(loaded, dialogue, response);

                Assert.Equal(1 + 9 * ProcessReward.Score(probabilities[0]), score, 1e-4);
                Assert.InRange(score, 1, 10);
            }
    }

    [Fact]
    public async Task A_trained_reward_model_prefers_right_answers_in_both_positions()
    {
        var job = await jobs.JobAsync(TrainingAlgorithm.RewardModel, steps: 150, saveEvery: 1000);
        var trained = await TinyJobs.RunAsync(job with { Recipe = job.Recipe with { BatchSize = 12, Replicas = 1 } });
        var judged = await new BattleJudging(new([new RewardModelJudgeMaker(models)]), NullLogger<BattleJudging>.Instance).JudgeAsync(
            new("c", "k", new RewardModelJudgeReference("rm", VerdictRules.Default, trained.Checkpoint),
                [
                    .. TinyJobs.Sums.Select((sum, i) => new BattleUnit
                    {
                        UnitId = $"u{i}",
                        PromptId = $"p{i}",
                        Category = "addition",
                        Messages = [ChatTurn.User(sum.Question)],
                        Reference = null,
                        ContestantA = "a",
                        ContestantB = "b",
                        ResponseA = sum.Right,
                        ResponseB = sum.Wrong,
                    }),
                ]),
            Cancellation);

        Assert.All(judged.Units, unit =>
        {
            Assert.Equal((null, BattleWinner.ModelA), (unit.Failure, unit.Winner));
            Assert.Equal(unit.Games[0], unit.Games[1]);
        });
    }

    [Fact]
    public async Task What_cannot_be_scored_is_refused_with_the_reason()
    {
        var judge = new RewardModelJudge("rm", await models.GetAsync(await jobs.ModelAsync("scorer", scoreHead: true), "cpu"));

        Assert.Contains("does not fit into the 32 positions", await RefusalAsync([ChatTurn.User("1")], new string('1', 40)), StringComparison.Ordinal);
        Assert.Contains("not of 'system'", await RefusalAsync([new("system", "1")], "1"), StringComparison.Ordinal);

        async Task<string> RefusalAsync(ChatTurn[] messages, string response) => (await Assert.ThrowsAsync<JudgeException>(
            async () => await judge.JudgeAsync(new("c", messages, null, response, "1"), Cancellation))).Message;
    }

    [Fact]
    public async Task A_language_model_and_a_changed_checkpoint_are_refused()
    {
        var language = await jobs.ModelAsync("model", scoreHead: false);
        Assert.Contains(
            "it is a language model, which scores nothing",
            (await Assert.ThrowsAsync<CheckpointException>(() => models.GetAsync(language, "cpu"))).Message, StringComparison.Ordinal);

        var scorer = await jobs.ModelAsync("scorer", scoreHead: true);
        await jobs.ModelAsync("scorer", scoreHead: true, values => values[0] += 1);
        Assert.Contains(
            "it is damaged or has changed",
            (await Assert.ThrowsAsync<ArtifactException>(() => models.GetAsync(scorer, "cpu"))).Message, StringComparison.Ordinal);
    }
}
