using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Learning.Tests.Decoder;
using ArenaLearning.Training.Optimization;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Optimization;

public sealed class FlatOptimizerTests
{
    private static readonly OptimizerSettings Settings = new(
        LearningRate: 0.1, WeightDecay: 0.01, Beta1: 0.9, Beta2: 0.99, MaxGradientNorm: 100, WarmupRatio: 0, DecayRatio: 0);

    // Every value starts at 1; one value of a matrix and one of a norm get the gradients 2, then -1.
    // Step 1: moments 0.2 and 0.04, unbiased 2 and 4: the step is 0.1 * 2 / 2 = 0.1. The norm: 0.9.
    //         The matrix first decays by 1 - 0.1 * 0.01: 0.999 - 0.1 = 0.899. A matrix value without gradient only decays: 0.999.
    // Step 2: moments 0.9 * 0.2 - 0.1 = 0.08 and 0.99 * 0.04 + 0.01 = 0.0496, unbiased 0.08 / 0.19 = 0.4210526 and
    //         0.0496 / 0.0199 = 2.4924623: the step is 0.1 * 0.4210526 / 1.5787534 = 0.0266699.
    //         The norm: 0.8733301. The matrix: 0.899 * 0.999 - 0.0266699 = 0.8714311. Without gradient: 0.999^2 = 0.998001.
    [Fact]
    public void Two_steps_are_those_of_AdamW_and_only_matrices_decay()
    {
        using var parameters = Ones();
        using var optimizer = new FlatOptimizer(parameters, Settings);
        var (matrix, norm) = Places(parameters);

        Assert.Equal(Math.Sqrt(8), Step(optimizer, parameters, 2, 1), 1e-6);
        Check(0.899, 0.9, 0.999, 1);
        Step(optimizer, parameters, -1, 2);
        Check(0.87143106, 0.87333006, 0.998001, 1);

        void Check(double atMatrix, double atNorm, double otherMatrix, double otherNorm)
        {
            var values = parameters.ToArray();
            Close([atMatrix, otherMatrix, atNorm, otherNorm], [values[matrix], values[matrix + 1], values[norm], values[norm + 1]]);
        }
    }

    // Decay and step both shrink with the schedule's factor: 1 - 0.05 * 0.01 - 0.05 = 0.9495, and 1 - 0.05 = 0.95.
    [Fact]
    public void The_schedules_factor_scales_step_and_decay()
    {
        using var parameters = Ones();
        using var optimizer = new FlatOptimizer(parameters, Settings);
        var (matrix, norm) = Places(parameters);
        Step(optimizer, parameters, 2, 1, factor: 0.5);
        var values = parameters.ToArray();
        Close([0.9495, 0.95], [values[matrix], values[norm]]);
    }

    // A gradient (3, 4) has norm 5: clipped to 1 it is (0.6, 0.8), and to 5 or more it stays.
    [Theory]
    [InlineData(1, 0.6, 0.8)]
    [InlineData(5, 3, 4)]
    [InlineData(6, 3, 4)]
    public void A_gradient_above_the_limit_is_scaled_down_to_it(double limit, double first, double second)
    {
        using var parameters = Ones();
        using var optimizer = new FlatOptimizer(parameters, Settings with { MaxGradientNorm = limit });
        using var gradient = torch.zeros([parameters.Layout.TotalCount]);
        gradient[0] = Of(3)[0];
        gradient[^1] = Of(4)[0];
        Assert.Equal(5, optimizer.Step(gradient, 1, 1), 1e-6);
        var clipped = gradient.Numbers();
        Close([first, second], [clipped[0], clipped[^1]]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_stops_training_and_says_what_to_do(float bad)
    {
        using var parameters = Ones();
        using var optimizer = new FlatOptimizer(parameters, Settings);
        var before = parameters.ToArray();
        using var gradient = torch.zeros([parameters.Layout.TotalCount]);
        gradient[3] = Of(bad)[0];
        var exception = Assert.Throws<TrainingDivergedException>(() => optimizer.Step(gradient, 7, 1));
        Assert.Equal("The gradient is not finite at update 7: lower optimizer.learning_rate or optimizer.max_gradient_norm.", exception.Message);
        Assert.Equal(before, parameters.ToArray());
    }

    [Fact]
    public void Moments_that_are_taken_over_go_on_as_if_nothing_had_happened()
    {
        using var straight = Ones();
        using var one = new FlatOptimizer(straight, Settings with { MuonLearningRate = 0.02 });
        foreach (var update in (int[])[1, 2, 3]) Step(one, straight, 1f / update, update);

        using var resumed = Ones();
        using var before = new FlatOptimizer(resumed, Settings with { MuonLearningRate = 0.02 });
        foreach (var update in (int[])[1, 2]) Step(before, resumed, 1f / update, update);
        using var after = new FlatOptimizer(resumed, Settings with { MuonLearningRate = 0.02 });
        using (torch.no_grad())
            foreach (var (from, to) in before.State("m").Zip(after.State("m"))) to.Value.copy_(from.Value);
        Step(after, resumed, 1f / 3, 3);

        Assert.Equal(["m", "m.first_moment", "m.second_moment", "m.momentum"], after.State("m").Select(state => state.Key));
        Assert.Equal(straight.ToArray(), resumed.ToArray());
    }

    private static DecoderParameters Ones()
    {
        var parameters = TinyModel.Parameters(TinyModel.Uneven);
        parameters.CopyFrom([.. Enumerable.Repeat(1f, (int)parameters.Layout.TotalCount)]);
        return parameters;
    }

    private static (int Matrix, int Norm) Places(DecoderParameters parameters) =>
        ((int)parameters.Layout["model.layers.1.mlp.down_proj.weight"].Offset, (int)parameters.Layout["model.layers.1.input_layernorm.weight"].Offset);

    private static double Step(FlatOptimizer optimizer, DecoderParameters parameters, float value, int update, double factor = 1)
    {
        using var scope = torch.NewDisposeScope();
        var gradient = torch.zeros([parameters.Layout.TotalCount]);
        var (matrix, norm) = Places(parameters);
        gradient[matrix] = Of(value)[0];
        gradient[norm] = Of(value)[0];
        return optimizer.Step(gradient, update, factor);
    }
}
