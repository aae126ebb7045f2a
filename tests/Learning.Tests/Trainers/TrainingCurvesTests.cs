using ArenaLearning.Training.Jobs;
using Xunit;

namespace ArenaLearning.Learning.Tests.Trainers;

public sealed class TrainingCurvesTests
{
    // 240 steps in 120 parts of two: the first point stands for steps 1 and 2 with the mean of 0 and 1.
    [Fact]
    public void Long_curves_are_thinned_to_means()
    {
        var points = Curves(240).Thinned(240)["loss"];
        Assert.Equal(120, points.Count);
        Assert.Equal((2, 0.5), (points[0].Step, points[0].Value));
        Assert.Equal((240, 238.5), (points[^1].Step, points[^1].Value));
    }

    // The last tenth of 50 steps: the values 45 to 49. Of fewer than ten steps, the last one.
    [Theory]
    [InlineData(50, 47)]
    [InlineData(5, 4)]
    public void Final_figures_are_means_over_the_last_tenth(int steps, double expected) => Assert.Equal(expected, Curves(steps).Final(steps)["loss"]);

    [Fact]
    public void A_figure_that_was_not_measured_at_the_end_is_not_among_the_final_ones()
    {
        var curves = Curves(50);
        curves.Add(3, new Dictionary<string, double> { ["early"] = 1 });
        Assert.Equal(["loss"], curves.Final(50).Keys);
    }

    [Fact]
    public void Saved_curves_are_read_again_bit_by_bit()
    {
        var curves = Curves(7);
        curves.Add(3, new Dictionary<string, double> { ["odd"] = 1 / 3.0, ["none"] = double.NaN });
        var read = TrainingCurves.FromTensors(curves.ToTensors()).Thinned(7);
        Assert.Equal(curves.Thinned(7).OrderBy(curve => curve.Key), read.OrderBy(curve => curve.Key));
    }

    private static TrainingCurves Curves(int steps)
    {
        var curves = new TrainingCurves();
        for (var step = 0; step < steps; step++) curves.Add(step, new Dictionary<string, double> { ["loss"] = step });
        return curves;
    }
}
