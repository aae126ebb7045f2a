using ArenaLearning.Training.Losses;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Losses;

public sealed class DpoLossTests
{
    private static readonly Scalar Beta = 0.5f;

    // First pair: rewards 0.5 * (-1 + 1.5) = 0.25 and 0.5 * (-3 + 2) = -0.5, margin m = 0.75.
    // Second pair: rewards 0.5 * (-2 + 1.5) = -0.25 and 0.5 * (-1 + 2) = 0.5, margin m = -0.75.
    // Loss -ln sigmoid(m) = ln(1 + e^-m): ln 1.4723666 = 0.3868710 and ln 3.1170000 = 1.1368710.
    // By the chosen log-probability: -beta * sigmoid(-m), -0.5 * 0.3208213 and -0.5 * 0.6791787; by the rejected one: the opposite.
    [Fact]
    public void Losses_rewards_and_gradients_are_those_of_equation_7()
    {
        using var scope = torch.NewDisposeScope();
        var (chosen, rejected) = (Leaf(-1, -2), Leaf(-3, -1));
        var (losses, chosenRewards, rejectedRewards) = DpoLoss.Of(chosen, rejected, Of(-1.5f, -1.5f), Of(-2, -2), Beta);
        losses.sum().backward();

        Close([0.38687101, 1.13687101], losses);
        Close([0.25, -0.25], chosenRewards);
        Close([-0.5, 0.5], rejectedRewards);
        Close([-0.16041065, -0.33958935], chosen.grad!);
        Close([0.16041065, 0.33958935], rejected.grad!);
    }

    [Fact]
    public void A_policy_that_is_still_the_reference_has_the_loss_ln_2()
    {
        using var scope = torch.NewDisposeScope();
        Close([0.69314718], DpoLoss.Of(Of(-4), Of(-7), Of(-4), Of(-7), Beta).Losses);
    }

    // m = 0.5 * (0 - 400) = -200: the loss is 200 and its slope -beta; with m = 200 both vanish.
    [Fact]
    public void Far_margins_neither_overflow_nor_lose_the_gradient()
    {
        using var scope = torch.NewDisposeScope();
        var chosen = Leaf(-400, 0);
        var losses = DpoLoss.Of(chosen, Of(0, -400), Of(0, 0), Of(0, 0), Beta).Losses;
        losses.sum().backward();
        Close([200, 0], losses);
        Close([-0.5, 0], chosen.grad!);
    }
}
