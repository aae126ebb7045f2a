using ArenaLearning.Contracts.Messages;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Learning.Tests.Decoder;
using ArenaLearning.Training.Optimization;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Optimization;

public sealed class MuonTests
{
    private const double Rate = 0.02;

    private static readonly OptimizerSettings Settings = new(
        LearningRate: 0.001, WeightDecay: 0, Beta1: 0.9, Beta2: 0.99, MaxGradientNorm: 1e9, WarmupRatio: 0, DecayRatio: 0, MuonLearningRate: Rate);

    private static readonly DecoderConfig Config = new(20, HiddenSize: 16, IntermediateSize: 24, Layers: 2, Heads: 2, MaxPositions: 8);

    // Wide matrices move by the rate, tall ones by rate * sqrt(rows / columns): sqrt(24 / 16) for gate and up.
    // The coefficients bring singular values into 0.7 to 1.2, but for those that were nearly 0.
    [Fact]
    public void The_step_of_each_matrix_inside_the_layers_is_nearly_orthogonal()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(Config);
        using var gradients = TinyModel.Parameters(Config, seed: 9);
        var before = parameters.ToArray();
        using (var optimizer = new FlatOptimizer(parameters, Settings))
            optimizer.Step(gradients.Values, 1, 1);
        var after = parameters.ToArray();

        foreach (var slot in parameters.Layout.Slots)
        {
            float[] steps = [.. Enumerable.Range((int)slot.Offset, (int)slot.Count).Select(i => before[i] - after[i])];
            if (slot.Shape.Length == 1 || slot.Name == "model.embed_tokens.weight")
            {
                // AdamW's first step is the learning rate in the gradient's direction.
                Assert.All(steps, step => Assert.Equal(0.001, Math.Abs(step), 2e-5));
                continue;
            }
            var size = Rate * Math.Sqrt(Math.Max(1, (double)slot.Shape[0] / slot.Shape[1]));
            var direction = Of([.. steps.Select(step => (float)(step / size))]).view(slot.Shape);
            var singular = torch.linalg.svdvals(direction).Numbers();
            Assert.Equal(16, singular.Length);
            Assert.All(singular[..^2], value => Assert.InRange(value, 0.65, 1.25));
            Assert.All(singular, value => Assert.InRange(value, 0.01, 1.25));
            // It goes with the gradient: their inner product is the sum of singular values, and far from 0.
            var along = direction.mul(gradients.Values.narrow(0, slot.Offset, slot.Count).view(slot.Shape)).sum().item<float>();
            Assert.True(along > 0, slot.Name);
        }
    }

    // A multiple of the identity of size 16 is scaled to norm 1: each singular value is 1/4. Five times x -> 3.4445 x - 4.775 x^3 +
    // 2.0315 x^5: 0.25, 0.7884995, 0.9943046, 0.7053092, 1.1086429, 0.7145263.
    [Fact]
    public void A_multiple_of_the_identity_stays_one()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(Config);
        var slot = parameters.Layout["model.layers.1.self_attn.o_proj.weight"];
        var (before, gradient) = (parameters.ToArray(), torch.zeros([parameters.Layout.TotalCount]));
        gradient.narrow(0, slot.Offset, slot.Count).view(16, 16).copy_(torch.eye(16).mul(Of(7)));
        using (var optimizer = new FlatOptimizer(parameters, Settings))
            optimizer.Step(gradient, 1, 1);
        var after = parameters.ToArray();
        Close(
            [.. Enumerable.Range(0, 256).Select(i => i % 17 == 0 ? 0.71452626 : 0)],
            [.. Enumerable.Range((int)slot.Offset, 256).Select(i => (float)((before[i] - after[i]) / Rate))], 1e-4);
        var other = (int)parameters.Layout["model.layers.0.self_attn.o_proj.weight"].Offset;
        Assert.Equal(before[other..(other + 256)], after[other..(other + 256)]);
    }
}
