using ArenaLearning.Arena.Commands;
using ArenaLearning.Flywheel.Results;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public class CampaignSummaryTests
{
    [Fact]
    public void The_summary_tells_the_leaderboard_the_target_the_report_and_what_to_do_next()
    {
        var result = new CampaignResult(1, "arithmetic", 1, "abc", 185, 1L << 30,
            [
                new(0, "SFT", "SFT-I0", true, 900, 880, 920, 0.412, 100, 50, new Dictionary<string, double>()),
                new(1, "SFT", "SFT-I1", true, 1200, 1180, 1220, 0.926, 100, 50, new Dictionary<string, double>()),
                new(1, "DPO", "DPO-I1", false, 1190, 1170, 1210, 0.92, 100, 50, new Dictionary<string, double>()),
            ],
            [new("SFT-I1", 1200.4, 1180, 1220, 1, 1, 1, 400), new("adder", 1100, 1100, 1100, 2, 2, 2, 400)],
            new(1000, 997, 3, 5), new(0, 0, 0, 0));

        var lines = CampaignSummary.Text(result, "my runs/a", "my runs/a/report.html").Split('\n');

        Assert.Contains(lines, line => line.Contains("SFT-I1", StringComparison.Ordinal) && line.Contains("1200", StringComparison.Ordinal)
            && line.Contains("1180 to 1220", StringComparison.Ordinal));
        Assert.Equal(
        [
            "The target SFT-I1 answers 92.6% of the held-out arena right (SFT-I0: 41.2%), Elo 1200.",
            "Worked for 3 min: 997 units done, 3 failed. Digest abc",
            "Report: my runs/a/report.html",
            "Talk to the target: arena chat 'my runs/a/checkpoints/SFT-I1'",
        ], lines[^4..]);
    }
}
