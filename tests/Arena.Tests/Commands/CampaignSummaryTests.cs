using ArenaLearning.Arena.Commands;
using ArenaLearning.Flywheel.Results;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public class CampaignSummaryTests
{
    [Fact]
    public void The_summary_tells_the_leaderboard_the_target_the_report_and_what_to_do_next()
    {
        var result = new CampaignResult
        {
            Version = 1,
            Campaign = "arithmetic",
            Seed = 1,
            Digest = "abc",
            WallSeconds = 185,
            PeakRssBytes = 1L << 30,
            Stages = [
                new()
                {
                    Iteration = 0,
                    Stage = "SFT",
                    Contestant = "SFT-I0",
                    Promoted = true,
                    Elo = 900,
                    EloLower = 880,
                    EloUpper = 920,
                    Accuracy = 0.412,
                    TrainRows = 100,
                    Battles = 50,
                    Metrics = new Dictionary<string, double>(),
                },
                new()
                {
                    Iteration = 1,
                    Stage = "SFT",
                    Contestant = "SFT-I1",
                    Promoted = true,
                    Elo = 1200,
                    EloLower = 1180,
                    EloUpper = 1220,
                    Accuracy = 0.926,
                    TrainRows = 100,
                    Battles = 50,
                    Metrics = new Dictionary<string, double>(),
                },
                new()
                {
                    Iteration = 1,
                    Stage = "DPO",
                    Contestant = "DPO-I1",
                    Promoted = false,
                    Elo = 1190,
                    EloLower = 1170,
                    EloUpper = 1210,
                    Accuracy = 0.92,
                    TrainRows = 100,
                    Battles = 50,
                    Metrics = new Dictionary<string, double>(),
                },
            ],
            Leaderboard = [new()
            {
                Contestant = "SFT-I1",
                Elo = 1200.4,
                Lower = 1180,
                Upper = 1220,
                Rank = 1,
                RankLower = 1,
                RankUpper = 1,
                Battles = 400,
            }, new()
            {
                Contestant = "adder",
                Elo = 1100,
                Lower = 1100,
                Upper = 1100,
                Rank = 2,
                RankLower = 2,
                RankUpper = 2,
                Battles = 400,
            }],
            Units = new(1000, 997, 3, 5),
            Spend = new(0, 0, 0, 0),
        };

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
