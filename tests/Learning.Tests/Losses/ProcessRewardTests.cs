using ArenaLearning.Training.Trainers;
using Xunit;

namespace ArenaLearning.Learning.Tests.Losses;

public sealed class ProcessRewardTests
{
    // Running minimum from 1: 0.9, 0.9, 0.4, 0.4. Each token earns the change: -0.1, 0, -0.5, 0.
    [Fact]
    public void Blame_falls_on_the_tokens_that_lower_the_running_minimum()
    {
        double[] rewards = ProcessReward.TokenRewards([0.9, 0.95, 0.4, 0.6]);
        Assert.All(new[] { -0.1, 0, -0.5, 0 }.Zip(rewards), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_response_is_as_good_as_its_worst_token() => Assert.Equal(0.4, ProcessReward.Score([0.9, 0.95, 0.4, 0.6]));
}
