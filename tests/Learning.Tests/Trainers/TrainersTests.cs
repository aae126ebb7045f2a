using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Learning.Tests.Jobs;
using ArenaLearning.Training.Sequences;
using ArenaLearning.Training.Trainers;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Trainers;

public sealed class TrainersTests : IDisposable
{
    private static readonly WordTokenizer Words = TinyJobs.Tokenizer;

    private readonly DecoderParameters parameters = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: false, torch.CPU, seed: 11);
    private readonly DecoderParameters scorer = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: true, torch.CPU, seed: 11);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        parameters.Dispose();
        scorer.Dispose();
    }

    // A fresh model is nearly undecided, so its loss is near ln(vocabulary): ln 20 = 3.00.
    [Fact]
    public void Fine_tuning_learns_a_small_set_by_heart()
    {
        TokenSequence[] rows = [.. TinyJobs.Sums.Select(sum => Sequence(sum.Question, sum.Right))];
        using var trainer = new SftTrainer(Recipe(TrainingAlgorithm.Sft, steps: 120, batchSize: 12), parameters, rows, seed: 1);
        var losses = Losses(trainer);
        Assert.InRange(losses[0], 2, 3.5);
        Assert.True(losses[^1] < 0.05, $"the last loss is {losses[^1]}");

        using var model = new DecoderModel(parameters, trainable: false);
        var answers = BatchSampler.Sample(
            model, [.. rows.Select(row => row.Ids[..row.PromptLength])], new long[rows.Length], 0, 16, SpecialTokens.EndOfSequence, Cancellation);
        Assert.Equal(TinyJobs.Sums.Select(sum => sum.Right), answers.Select(answer => Words.Decode(answer.Tokens)));
        Assert.All(answers, answer => Assert.True(answer.Finished));
    }

    // The policy is its own reference before the first step: margins are 0, and the loss is ln 2 + 0.5 * the NLL of a chosen token.
    [Fact]
    public void Preference_training_starts_at_ln_2_and_opens_the_margin()
    {
        using var trainer = new DpoTrainer(Recipe(TrainingAlgorithm.Dpo, steps: 40, batchSize: 12), parameters, Pairs(), seed: 1);
        var figures = Enumerable.Range(0, trainer.Steps).Select(trainer.Step).ToArray();
        Assert.Equal(0, figures[0]["rewards/margins"], 1e-4);
        Assert.Equal(0.693147 + 0.5 * figures[0]["nll_loss"], figures[0]["loss"], 1e-4);
        Assert.True(figures[^1]["rewards/margins"] > 0.5, $"the last margin is {figures[^1]["rewards/margins"]}");
        Assert.Equal(1, figures[^1]["rewards/accuracies"]);
        Assert.Equal(figures[^1]["rewards/chosen"] - figures[^1]["rewards/rejected"], figures[^1]["rewards/margins"], 1e-9);
    }

    // Without the preference term what is left is the mean NLL of the chosen tokens: fine-tuning on them. The batch is padded
    // otherwise, so the last bits differ.
    [Fact]
    public void Preference_training_of_weight_zero_is_fine_tuning_on_the_chosen_responses()
    {
        var recipe = Recipe(TrainingAlgorithm.Dpo, steps: 20, batchSize: 5);
        recipe = recipe with { Dpo = recipe.Dpo! with { PreferenceWeight = 0, NllWeight = 1 } };
        using var other = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: false, torch.CPU, seed: 11);
        using var control = new DpoTrainer(recipe, parameters, Pairs(), seed: 3);
        using var sft = new SftTrainer(recipe, other, [.. Pairs().Select(pair => pair.Chosen)], seed: 3);
        var (losses, expected) = (Losses(control), Losses(sft));
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
        Assert.True(losses[^1] < losses[0] - 1);
    }

    [Fact]
    public void The_preference_term_separates_what_its_control_does_not()
    {
        var recipe = Recipe(TrainingAlgorithm.Dpo, steps: 30, batchSize: 12);
        using var other = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: false, torch.CPU, seed: 11);
        using var trainer = new DpoTrainer(recipe, parameters, Pairs(), seed: 1);
        using var control = new DpoTrainer(recipe with { Dpo = recipe.Dpo! with { PreferenceWeight = 0 } }, other, Pairs(), seed: 1);
        var (with, without) = (Last(trainer), Last(control));
        Assert.True(with["rewards/margins"] > without["rewards/margins"] + 0.3, $"{with["rewards/margins"]} and {without["rewards/margins"]}");
    }

    // The head starts at zero: every token has probability 1/2, and the weights of a batch add up to 1. So the loss is ln 2.
    [Fact]
    public void A_reward_model_starts_at_ln_2_and_learns_where_responses_go_wrong()
    {
        var recipe = Recipe(TrainingAlgorithm.RewardModel, steps: 150, batchSize: 24) with { RewardModel = new(FirstErrorWeight: 3, NllWeight: 0) };
        using var trainer = new RewardModelTrainer(
            recipe, scorer, Steps(), [.. Pairs().Select((pair, i) => new HeldOutPair(pair.Chosen, pair.Rejected, i % 3 == 0 ? "a" : "b"))], seed: 1);
        Assert.Equal(0.5, trainer.Evaluate()["eval/pair_accuracy"]); // all tied
        var figures = Enumerable.Range(0, trainer.Steps).Select(trainer.Step).ToArray();
        Assert.Equal(0.693147, figures[0]["loss"], 1e-5);
        Assert.True(figures[^1]["loss"] < 0.1, $"the last loss is {figures[^1]["loss"]}");
        Assert.True(figures[^1]["accuracy"] > 0.97, $"the last accuracy is {figures[^1]["accuracy"]}");

        var measured = trainer.Evaluate();
        Assert.Equal(["eval/pair_accuracy", "eval/pair_accuracy/a", "eval/pair_accuracy/b", "eval/pairs"], measured.Keys.Order());
        Assert.Equal(12, measured["eval/pairs"]);
        Assert.Equal(1, measured["eval/pair_accuracy"]);

        // 1+2=4#### 4 is right up to its fifth token.
        using var scope = torch.NewDisposeScope();
        using var model = new DecoderModel(scorer, trainable: false);
        using (torch.no_grad())
        {
            var right = ProcessReward.Probabilities(model, [Sequence(TinyJobs.Sums[0].Question, TinyJobs.Sums[0].Wrong)])[0];
            Assert.All(right[..4], probability => Assert.True(probability > 0.8));
            Assert.All(right[4..], probability => Assert.True(probability < 0.2));
        }
    }

    // A weight of 3 on the first error: of two right tokens and two wrong ones, the first of them weighs 3 of 6, and all four scores
    // are 0 at first. Loss ln 2 however weighted; the accuracy counts tokens: score 0 is read as "wrong", which two of four are.
    [Fact]
    public void Accuracy_counts_response_tokens()
    {
        var row = new SupervisedResponse(new([SpecialTokens.User, 6, SpecialTokens.Assistant, 7, 8, 9, 10], 3), FirstError: 2);
        using var trainer = new RewardModelTrainer(Recipe(TrainingAlgorithm.RewardModel, steps: 1, batchSize: 1), scorer, [row], [], seed: 1);
        var figures = trainer.Step(0);
        Assert.Equal(0.5, figures["accuracy"]);
        Assert.Equal(0.693147, figures["loss"], 1e-5); // the NLL counts on right responses alone, and there is none
        Assert.Empty(trainer.Evaluate());
    }

    [Fact]
    public void While_the_critic_warms_up_the_policy_stands_still()
    {
        using var trainer = Ppo(steps: 3);
        var (policy, critic) = (parameters.ToArray(), trainer.State["critic"].Numbers());
        var warm = trainer.Step(0);
        Assert.Equal(policy, parameters.ToArray());
        Assert.NotEqual(critic, trainer.State["critic"].Numbers());
        Assert.Equal(0, warm["loss/policy_avg"]);
        Assert.True(warm["loss/value_avg"] > 0);
        Assert.Equal(0, warm["objective/kl"], 1e-6); // the policy is still its reference

        trainer.Step(1);
        Assert.NotEqual(policy, parameters.ToArray());
        Assert.True(trainer.Step(2)["objective/kl"] > 0);
    }

    // Tokens are drawn nearly evenly from 20 at first: the entropy is near its limit, ln 20 = 2.9957.
    [Fact]
    public void A_rounds_figures_are_in_their_ranges()
    {
        using var trainer = Ppo(steps: 2);
        var figures = trainer.Step(1);
        Assert.InRange(figures["objective/entropy"], 2.8, 2.9958);
        Assert.InRange(figures["objective/scores"], 0, 1);
        Assert.InRange(figures["truth/accuracy"], 0, 1);
        Assert.InRange(figures["truth/reward_correlation"], -1, 1);
        Assert.InRange(figures["policy/clipfrac_avg"], 0, 1);
        Assert.InRange(figures["policy/approxkl_avg"], 0, 1);
        Assert.InRange(figures["val/num_eos_tokens"], 0, 12);
        Assert.Equal(figures["objective/scores"] - 1 - 0.05 * figures["objective/kl"], figures["objective/rlhf_reward"], 1e-9);
    }

    // The end token is right with probability 0.9526, any other with 0.5; a response that never ends scores 0. Best is to end at once.
    [Fact]
    public void PPO_finds_what_its_reward_model_rates_best()
    {
        using var rewardModel = RolloutCollectorTests.HandMade();
        var recipe = Recipe(TrainingAlgorithm.Ppo, steps: 15, batchSize: 24);
        recipe = recipe with { Ppo = recipe.Ppo! with { KlCoefficient = 0 } };
        using var trainer = new PpoTrainer(
            recipe, parameters, rewardModel, Words, [.. TinyJobs.Sums.Concat(TinyJobs.Sums).Select(sum => Prompt(sum.Question, null))], seed: 1);
        var rounds = Enumerable.Range(0, trainer.Steps).Select(trainer.Step).ToArray();
        Assert.InRange(rounds[0]["objective/scores"], 0, 0.5);
        Assert.InRange(rounds[^1]["objective/scores"], 0.8, 0.9527);
        Assert.True(rounds[^1]["val/num_eos_tokens"] > 20);
        Assert.DoesNotContain("truth/accuracy", rounds[0].Keys); // no prompt has a reference
    }

    private PpoTrainer Ppo(int steps)
    {
        // A reward model whose scores differ from token to token.
        scorer.CopyFrom([.. scorer.ToArray().Select((value, i) => value + 0.05f * MathF.Sin(i))]);
        return new(
            Recipe(TrainingAlgorithm.Ppo, steps, batchSize: 12), parameters, scorer, Words,
            [.. TinyJobs.Sums.Select(sum => Prompt(sum.Question, sum.Right.Split(' ')[^1]))], seed: 1);
    }

    private static TrainingRecipe Recipe(TrainingAlgorithm algorithm, int steps, int batchSize) => new(
        algorithm, "cpu", Replicas: 1, SaveEverySteps: 100, TinyJobs.AdamW, batchSize, steps)
    {
        Dpo = TinyJobs.Dpo,
        RewardModel = TinyJobs.RewardModel,
        Ppo = TinyJobs.Ppo,
    };

    private static PpoPrompt Prompt(string question, string? reference) =>
        new(Words.EncodeChat([Contracts.Artifacts.ChatTurn.User(question)], generationPrompt: true), reference);

    private static TokenSequence Sequence(string question, string answer)
    {
        var prompt = Prompt(question, null).Ids;
        return new([.. prompt, .. Words.Encode(answer), SpecialTokens.EndOfSequence], prompt.Length);
    }

    private static PreferencePair[] Pairs() =>
        [.. TinyJobs.Sums.Select(sum => new PreferencePair(Sequence(sum.Question, sum.Right), Sequence(sum.Question, sum.Wrong)))];

    // The wrong sums go wrong behind "=", the fifth token: the sums' numbers have one digit up to it.
    private static SupervisedResponse[] Steps() =>
        [.. Pairs().SelectMany(pair => new SupervisedResponse[] { new(pair.Chosen, null), new(pair.Rejected, 4) })];

    private static double[] Losses(ITrainer trainer) => [.. Enumerable.Range(0, trainer.Steps).Select(step => trainer.Step(step)["loss"])];

    private static IReadOnlyDictionary<string, double> Last(DpoTrainer trainer)
    {
        for (var step = 0; step < trainer.Steps - 1; step++) trainer.Step(step);
        return trainer.Step(trainer.Steps - 1);
    }
}
