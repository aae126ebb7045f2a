using ArenaLearning.Contracts.Messages;
using ArenaLearning.Training.Optimization;
using Xunit;

namespace ArenaLearning.Learning.Tests.Optimization;

public sealed class LearningRateScheduleTests
{
    // Ten steps, two of warm-up in thirds, three of decay in quarters; step 10, which is not taken, would have 0.
    [Theory]
    [InlineData(0, 1 / 3.0)]
    [InlineData(1, 2 / 3.0)]
    [InlineData(2, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 0.75)]
    [InlineData(8, 0.5)]
    [InlineData(9, 0.25)]
    public void The_rate_rises_holds_and_falls_in_equal_steps(int step, double expected) =>
        Assert.Equal(expected, LearningRateSchedule.Factor(Settings(0.2, 0.3), step, 10), 1e-12);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Without_warm_up_and_decay_the_rate_holds(int step) => Assert.Equal(1, LearningRateSchedule.Factor(Settings(0, 0), step, 10));

    [Fact]
    public void A_run_that_only_decays_falls_from_its_first_step() =>
        Assert.Equal([0.8, 0.6, 0.4, 0.2], Enumerable.Range(0, 4).Select(step => Math.Round(LearningRateSchedule.Factor(Settings(0, 1), step, 4), 12)));

    [Fact]
    public void A_single_step_still_learns() => Assert.InRange(LearningRateSchedule.Factor(Settings(0.1, 0.5), 0, 1), 0.5, 1);

    [Theory]
    [InlineData(0.05, 0.2, 137)]
    [InlineData(0.5, 0.5, 3)]
    [InlineData(1, 0, 5)]
    [InlineData(0.033, 0.97, 61)]
    public void No_step_stands_still_or_goes_beyond_the_peak(double warmup, double decay, int steps) =>
        Assert.All(Enumerable.Range(0, steps), step =>
        {
            var factor = LearningRateSchedule.Factor(Settings(warmup, decay), step, steps);
            Assert.True(factor is > 0 and <= 1, $"step {step}: {factor}");
        });

    private static OptimizerSettings Settings(double warmup, double decay) => new(1e-3, 0, 0.9, 0.95, 1, warmup, decay);
}
