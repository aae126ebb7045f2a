using ArenaLearning.Training.Losses;
using Xunit;

namespace ArenaLearning.Learning.Tests.Losses;

public sealed class GeneralizedAdvantageTests
{
    private static readonly double[] Rewards = [1, 0, 2];
    private static readonly double[] Values = [0.5, 1, -1];

    // gamma 0.9, lambda 0.5, so gamma * lambda = 0.45. From the end:
    // t = 2: delta = 2 + 0 + 1 = 3;               A = 3;                       return 3 - 1 = 2.
    // t = 1: delta = 0 + 0.9 * -1 - 1 = -1.9;     A = -1.9 + 0.45 * 3 = -0.55; return 0.45.
    // t = 0: delta = 1 + 0.9 * 1 - 0.5 = 1.4;     A = 1.4 - 0.45 * 0.55 = 1.1525; return 1.6525.
    [Fact]
    public void Advantages_and_returns_are_those_of_equation_16()
    {
        var (advantages, returns) = GeneralizedAdvantage.Estimate(Rewards, Values, gamma: 0.9, lambda: 0.5);
        Close([1.1525, -0.55, 3], advantages);
        Close([1.6525, 0.45, 2], returns);
    }

    // Undiscounted and lambda 1: returns are the rewards that are still to come, 3, 2 and 2.
    [Fact]
    public void Lambda_one_gives_the_rewards_to_come()
    {
        var (advantages, returns) = GeneralizedAdvantage.Estimate(Rewards, Values, gamma: 1, lambda: 1);
        Close([3, 2, 2], returns);
        Close([2.5, 1, 3], advantages);
    }

    // Lambda 0: A = r + V' - V alone: 1 + 1 - 0.5, 0 - 1 - 1, 2 + 1.
    [Fact]
    public void Lambda_zero_looks_one_token_ahead() =>
        Close([1.5, -2, 3], GeneralizedAdvantage.Estimate(Rewards, Values, gamma: 1, lambda: 0).Advantages);

    [Fact]
    public void As_many_values_as_rewards_are_needed()
    {
        var exception = Assert.Throws<ArgumentException>(() => GeneralizedAdvantage.Estimate(Rewards, [1, 2], 1, 1));
        Assert.Contains("3 rewards but 2 values", exception.Message);
    }

    // 1, 2, 3, 4: mean 2.5, variance (2.25 + 0.25) / 2 = 1.25, deviation 1.1180340.
    [Fact]
    public void Whitened_values_have_mean_zero_and_variance_one()
    {
        double[] values = [1, 2, 3, 4];
        GeneralizedAdvantage.Whiten(values);
        Close([-1.34164079, -0.44721360, 0.44721360, 1.34164079], values, 1e-7);
    }

    [Fact]
    public void Equal_values_become_zero_and_no_values_stay_none()
    {
        double[] equal = [3, 3, 3];
        GeneralizedAdvantage.Whiten(equal);
        Close([0, 0, 0], equal);
        GeneralizedAdvantage.Whiten([]);
    }

    private static void Close(double[] expected, double[] actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
