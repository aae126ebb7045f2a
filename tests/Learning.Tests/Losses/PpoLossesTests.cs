using ArenaLearning.Training.Losses;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Losses;

public sealed class PpoLossesTests
{
    private static readonly Scalar Least = 0.8f, Most = 1.2f;

    // Loss -min(r A, clip(r, 0.8, 1.2) A). Where the first is taken, the slope by the log-probability is -r A; where the clipped one
    // is taken it is 0.
    // Up and gaining: min(1.5, 1.2) is clipped.      Up and losing: min(-1.5, -1.2) is not: what got worse is pulled back.
    // Down and gaining: min(0.5, 0.8) is not.        Down and losing: min(-0.5, -0.8) is clipped.
    [Theory]
    [InlineData(1.5, 1, -1.2, 0)]
    [InlineData(1.5, -1, 1.5, 1.5)]
    [InlineData(0.5, 1, -0.5, -0.5)]
    [InlineData(0.5, -1, 0.8, 0)]
    [InlineData(1.1, 2, -2.2, -2.2)]
    [InlineData(0.9, -2, 1.8, 1.8)]
    [InlineData(1.0, 3, -3, -3)]
    [InlineData(1.0, -3, 3, 3)]
    public void The_policy_loss_is_the_clipped_surrogate(double ratio, double advantage, double loss, double slope)
    {
        using var scope = torch.NewDisposeScope();
        var logProbabilities = Leaf((float)(-2 + Math.Log(ratio)));
        var (losses, ratios) = PpoLosses.Policy(logProbabilities, Of(-2), Of((float)advantage), Least, Most);
        losses.sum().backward();
        Close([ratio], ratios, 1e-5);
        Close([loss], losses, 1e-5);
        Close([slope], logProbabilities.grad!, 1e-5);
    }

    // 0.5 * (1 - 0.5)^2 = 0.125 and 0.5 * (-2 - 1)^2 = 4.5; slopes are the differences, 0.5 and -3.
    [Fact]
    public void The_value_loss_is_half_the_squared_error()
    {
        using var scope = torch.NewDisposeScope();
        var values = Leaf(1, -2);
        var losses = PpoLosses.Value(values, Of(0.5f, 1));
        losses.sum().backward();
        Close([0.125, 4.5], losses);
        Close([0.5, -3], values.grad!);
    }

    // d = reference - policy. d = -0.5: 0.6065307 - 1 + 0.5; d = 0.5: 1.6487213 - 1 - 0.5.
    [Theory]
    [InlineData(-1, -1.5, 0.1065306597)]
    [InlineData(-1, -0.5, 0.1487212707)]
    [InlineData(-3, -3, 0)]
    public void The_estimate_of_the_divergence_is_k3(double logProbability, double reference, double expected) =>
        Assert.Equal(expected, PpoLosses.KlK3(logProbability, reference), 9);

    // p = (0.5, 0.3, 0.2) against q = (0.2, 0.5, 0.3): 0.5 ln 2.5 + 0.3 ln 0.6 + 0.2 ln (2/3)
    // = 0.4581454 - 0.1532477 - 0.0810930 = 0.2238047.
    [Fact]
    public void Over_all_tokens_the_estimates_average_to_the_divergence()
    {
        double[] policy = [0.5, 0.3, 0.2], reference = [0.2, 0.5, 0.3];
        Assert.Equal(0.2238046572, policy.Zip(reference, (p, q) => p * PpoLosses.KlK3(Math.Log(p), Math.Log(q))).Sum(), 9);
    }
}
