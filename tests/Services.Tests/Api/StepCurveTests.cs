using ArenaLearning.Flywheel.Api;
using Xunit;

namespace ArenaLearning.Services.Tests.Api;

public class StepCurveTests
{
    private readonly StepCurve curve = new();

    [Fact]
    public void Each_step_is_a_point_and_one_that_is_heard_twice_is_one()
    {
        foreach (var step in new[] { 1, 2, 2, 3 }) curve.Add(step, Figures(step));

        Assert.Equal([(1, 1.0), (2, 2.0), (3, 3.0)], Points(0, whole: false));
        Assert.Equal([(3, 3.0)], Points(2, whole: false));
    }

    [Fact]
    public void A_job_that_goes_back_to_a_saved_state_takes_its_later_points_back()
    {
        foreach (var step in new[] { 1, 2, 3, 4, 3 }) curve.Add(step, Figures(10 * step));

        Assert.Equal([(1, 10.0), (2, 20.0), (3, 30.0)], Points(0, whole: true));
    }

    [Fact]
    public void However_long_a_job_is_its_curve_has_bounded_room_and_each_point_is_the_mean_of_its_steps()
    {
        const int Steps = (4 * StepCurve.MostPoints) - 1;
        for (var step = 1; step <= Steps; step++) curve.Add(step, Figures(step));

        var points = Points(0, whole: true);

        Assert.Equal(StepCurve.MostPoints, points.Length);
        Assert.Equal([(4, 2.5), (8, 6.5)], points[..2]);
        // Of the last one a step is still to come.
        Assert.Equal((Steps, Steps - 1.0), points[^1]);
        Assert.Equal(points[..^1], Points(0, whole: false));
    }

    [Fact]
    public void Figures_that_not_every_step_has_are_means_of_those_that_have_them()
    {
        for (var step = 1; step <= 2 * StepCurve.MostPoints; step++)
            curve.Add(step, step % 2 == 0 ? new Dictionary<string, double> { ["loss"] = 1, ["kl"] = 7 } : Figures(3));

        var first = curve.Points(0, whole: true).First();

        Assert.Equal((2, 2.0, 7.0), (first.Step, first.Figures["loss"], first.Figures["kl"]));
    }

    private (long, double)[] Points(long after, bool whole) => [.. curve.Points(after, whole).Select(point => (point.Step, point.Figures["loss"]))];

    private static Dictionary<string, double> Figures(double loss) => new() { ["loss"] = loss };
}
