using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Learning.Tests.Jobs;
using ArenaLearning.Training.Sequences;
using ArenaLearning.Training.Trainers;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Memory;

[Collection(nameof(LiveTensors))]
public sealed class LiveTensorsTests : IDisposable
{
    private const int Times = 36;

    private readonly DecoderParameters parameters = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: false, torch.CPU, seed: 11);
    private readonly DecoderParameters scorer = DecoderParameters.Initialise(TinyJobs.Config, scoreHead: true, torch.CPU, seed: 11);

    public void Dispose()
    {
        parameters.Dispose();
        scorer.Dispose();
    }

    [Theory]
    [InlineData(TrainingAlgorithm.Sft)]
    [InlineData(TrainingAlgorithm.Dpo)]
    [InlineData(TrainingAlgorithm.RewardModel)]
    [InlineData(TrainingAlgorithm.Ppo)]
    public void A_training_step_leaves_no_tensor_behind(TrainingAlgorithm algorithm)
    {
        using var trainer = Trainer(algorithm);
        Assert.Equal(0, LiveTensors.LeftBy(() => Repeat(step => trainer.Step(step))));
    }

    [Theory]
    [InlineData(TrainingAlgorithm.Sft)]
    [InlineData(TrainingAlgorithm.Dpo)]
    [InlineData(TrainingAlgorithm.RewardModel)]
    [InlineData(TrainingAlgorithm.Ppo)]
    public void A_trainer_takes_all_its_tensors_with_it(TrainingAlgorithm algorithm) =>
        Assert.Equal(0, LiveTensors.LeftBy(() => Repeat(_ => Trainer(algorithm).Dispose())));

    [Fact]
    public void Sampling_leaves_no_tensor_behind()
    {
        using var model = new DecoderModel(parameters, trainable: false);
        int[][] prompts = [[2, 6, 7, 3], [2, 8, 3]];
        Assert.Equal(0, LiveTensors.LeftBy(() => Repeat(i =>
            BatchSampler.Sample(model, prompts, [i, i + 1], 1, 6, endToken: 4, TestContext.Current.CancellationToken))));
    }

    [Fact]
    public void A_call_that_is_cancelled_half_way_leaves_no_tensor_behind()
    {
        using var model = new DecoderModel(parameters, trainable: false);
        Assert.Equal(0, LiveTensors.LeftBy(() => Repeat(_ => Assert.Throws<OperationCanceledException>(
            () => BatchSampler.Sample(model, [[2, 6, 7, 3]], [1], 1, 6, endToken: 4, new CancellationToken(canceled: true))))));
    }

    [Fact]
    public void Models_checkpoints_and_copies_leave_no_tensor_behind() => Assert.Equal(0, LiveTensors.LeftBy(() => Repeat(_ =>
    {
        using var copy = parameters.Copy(scoreHead: true);
        using var model = new DecoderModel(copy, trainable: true);
        using var read = DecoderParameters.Of(copy.ToCheckpoint(TinyJobs.Tokenizer), scoreHead: false, torch.CPU);
    })));

    [Fact]
    public void The_count_sees_a_tensor_that_is_left()
    {
        var held = new List<torch.Tensor>();
        Assert.Equal(Times, LiveTensors.LeftBy(() => Repeat(_ => held.Add(torch.zeros(1)))));
        held.ForEach(tensor => tensor.Dispose());
    }

    private ITrainer Trainer(TrainingAlgorithm algorithm)
    {
        var recipe = new TrainingRecipe(
            algorithm, "cpu", Replicas: 2, SaveEverySteps: 100, TinyJobs.AdamW with { MuonLearningRate = 0.02 }, BatchSize: 2, Steps: Times)
        {
            Dpo = new(0.2, 0.5, 1),
            RewardModel = new(3, 0.2),
            Ppo = TinyJobs.Ppo with { Epochs = 1, MiniBatches = 1, MaxTokens = 4 },
        };
        var (right, wrong) = (new TokenSequence([2, 6, 7, 3, 8, 9, 4], 4), new TokenSequence([2, 6, 7, 3, 8, 4], 4));
        return algorithm switch
        {
            TrainingAlgorithm.Sft => new SftTrainer(recipe, parameters, [right, wrong], 1),
            TrainingAlgorithm.Dpo => new DpoTrainer(recipe, parameters, [new(right, wrong), new(right, wrong)], 1),
            TrainingAlgorithm.RewardModel => new RewardModelTrainer(recipe, scorer, [new(right, null), new(wrong, 1)], [new(right, wrong, "a")], 1),
            _ => new PpoTrainer(recipe, parameters, scorer, TinyJobs.Tokenizer, [new([2, 6, 7, 3], "7"), new([2, 6, 3], null)], 1),
        };
    }

    private static void Repeat(Action<int> work)
    {
        for (var i = 0; i < Times; i++) work(i);
    }
}
