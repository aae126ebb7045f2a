using ArenaLearning.Arena.Summaries;
using ArenaLearning.Arena.Tests.Reports;
using ArenaLearning.Flywheel.Training;
using Xunit;

namespace ArenaLearning.Arena.Tests.Summaries;

public class SummaryTests
{
    [Fact]
    public void A_spread_has_the_standard_error_of_the_mean()
    {
        var spread = Spread.Of([1, 2, 3, 6])!;

        // Deviations -2, -1, 0, 3: variance 14/3, standard error sqrt(14/3/4).
        Assert.Equal((3, 1, 6, 4), (spread.Mean, spread.Least, spread.Most, spread.Count));
        Assert.Equal(1.0801, spread.StandardError, 4);
        Assert.Equal("+3.0 (1.1)", spread.Gain());
        Assert.Equal("300.0 (100.0 to 600.0)", spread.Range(100));
        Assert.Equal(0, Spread.Of([5])!.StandardError);
        Assert.Null(Spread.Of([]));
    }

    [Fact]
    public void Gains_are_paired_with_the_target_that_the_stage_started_from()
    {
        // DPO-I1 is rejected, so PPO-I1 starts from SFT-I1 and not from DPO-I1.
        var (one, two) = (WithGreedy(0.50, 0.60, 0.58), WithGreedy(0.70, 0.74, 0.80));

        var text = SummaryText.Of([one, two]);

        Assert.Contains("| PPO-I1 | 2 | 60.0 | +9.0 (1.0) |", text, StringComparison.Ordinal);
        Assert.Contains("| DPO-I1 | 2 | 60.0 | +7.0 (3.0) |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_stages_count_for_nothing()
    {
        var sample = SampleCampaign.Create(iterations: 1, skipped: stage => stage == "DPO-I1");

        var text = SummaryText.Of([new(sample.Result, sample.Details)]);

        Assert.DoesNotContain("| DPO-I1 |", text, StringComparison.Ordinal);
        Assert.Contains("| PPO-I1 | 1 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Controls_stand_beside_their_stage()
    {
        var sample = SampleCampaign.Create(iterations: 1, control: true);

        Assert.Contains("DPO less control", SummaryText.Of([new(sample.Result, sample.Details)]), StringComparison.Ordinal);
        Assert.DoesNotContain("DPO less control", SummaryText.Of([WithGreedy(0.5, 0.5, 0.5)]), StringComparison.Ordinal);
    }

    /// <param name="sft">Greedy accuracy of SFT-I1; <paramref name="dpo"/> and <paramref name="ppo"/> those of its successors.</param>
    private static FinishedCampaign WithGreedy(double sft, double dpo, double ppo)
    {
        var sample = SampleCampaign.Create(iterations: 1);
        StageDetails[] stages =
        [
            .. sample.Details.Stages.Select(stage => stage.Contestant switch
            {
                "SFT-I1" => stage with { Greedy = stage.Greedy with { Overall = sft } },
                "DPO-I1" => stage with { Greedy = stage.Greedy with { Overall = dpo } },
                "PPO-I1" => stage with { Greedy = stage.Greedy with { Overall = ppo } },
                _ => stage,
            }),
        ];
        Assert.Equal("SFT-I1", stages[^1].Opponent);
        return new(sample.Result, sample.Details with { Stages = stages });
    }
}
