using ArenaLearning.Arena.Progress;
using ArenaLearning.Contracts.Messages;
using Xunit;

namespace ArenaLearning.Arena.Tests.Progress;

public class ProgressStateTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static CampaignProgressed Event(
        string stage, string activity, int done, int planned, int stagesDone, params LeaderboardRow[] leaderboard) =>
        new()
        {
            Campaign = "c",
            Stage = stage,
            Activity = activity,
            Done = done,
            Planned = planned,
            StagesDone = stagesDone,
            StagesPlanned = 10,
            Leaderboard = leaderboard,
        };

    [Fact]
    public void Before_the_first_event_nothing_is_known()
    {
        var state = ProgressState.Begin(Start);

        Assert.Null(state.Rate);
        Assert.Null(state.ActivityTimeLeft(At(5)));
        Assert.Null(state.CampaignTimeLeft(At(5)));
        Assert.Equal("waiting for the campaign to start", ProgressText.Line(state, At(5)));
    }

    [Fact]
    public void Rate_and_time_left_come_from_the_present_activity()
    {
        var state = ProgressState.Begin(Start)
            .After(Event("DPO-I1", "generating", 0, 100, 2), At(10))
            .After(Event("DPO-I1", "judging battles", 200, 1200, 2), At(100))
            .After(Event("DPO-I1", "judging battles", 400, 1200, 2), At(104));

        Assert.Equal(50, state.Rate);
        Assert.Equal(TimeSpan.FromSeconds(16), state.ActivityTimeLeft(At(104)));
        Assert.Equal(TimeSpan.FromSeconds(10), state.ActivityTimeLeft(At(110)));
        Assert.Equal(TimeSpan.Zero, state.ActivityTimeLeft(At(1000)));
        Assert.Equal(400.0 / 1200, state.ActivityShare, 12);
    }

    [Fact]
    public void No_rate_is_claimed_from_less_than_a_second()
    {
        var state = ProgressState.Begin(Start)
            .After(Event("SFT-I0", "judging", 0, 1000, 0), At(1))
            .After(Event("SFT-I0", "judging", 500, 1000, 0), At(1.5));

        Assert.Null(state.Rate);
    }

    [Fact]
    public void An_activity_that_begins_again_in_the_same_stage_is_measured_anew()
    {
        var state = ProgressState.Begin(Start)
            .After(Event("SFT-I1", "training", 500, 600, 1), At(0))
            .After(Event("SFT-I1", "training", 20, 100, 1), At(50))
            .After(Event("SFT-I1", "training", 40, 100, 1), At(60));

        Assert.Equal(2, state.Rate);
    }

    [Fact]
    public void Time_left_of_the_campaign_counts_only_stages_that_were_watched()
    {
        var resumed = ProgressState.Begin(Start).After(Event("PPO-I1", "training", 1, 9, 3), At(1));
        Assert.Null(resumed.CampaignTimeLeft(At(1)));

        var oneLater = resumed.After(Event("SFT-I2", "generating", 1, 9, 4), At(150));

        // 150 s for 1.5 stages; 10 - 4 - 0.5 stages are left.
        Assert.Equal(550, oneLater.CampaignTimeLeft(At(150))!.Value.TotalSeconds, 6);
        Assert.Equal(5, oneLater.StageNumber);
    }

    [Fact]
    public void The_leaderboard_stays_where_an_event_brings_none()
    {
        var row = new LeaderboardRow("SFT-I0", 1000, 990, 1010, 1, 1, 1, 50);

        var state = ProgressState.Begin(Start)
            .After(Event("SFT-I1", "generating", 0, 9, 1, row), At(1))
            .After(Event("SFT-I1", "generating", 1, 9, 1), At(2));

        Assert.Equal([row], state.Leaderboard);
    }

    [Fact]
    public void The_line_names_stage_activity_units_rate_and_time_left()
    {
        var state = ProgressState.Begin(Start)
            .After(Event("DPO-I1", "judging battles", 0, 4000, 2), At(0))
            .After(Event("DPO-I1", "judging battles", 1200, 4000, 2), At(4));

        Assert.Equal("[3/10] DPO-I1: judging battles, 1,200 of 4,000, 300/s, 9 s left", ProgressText.Line(state, At(4)));
    }

    [Fact]
    public void The_last_stage_is_not_counted_beyond_the_planned_ones()
    {
        var state = ProgressState.Begin(Start).After(Event("PPO-I3", "writing results", 0, 0, 10), At(1));

        Assert.Equal("[10/10] PPO-I3: writing results", ProgressText.Line(state, At(1)));
        Assert.Equal(0, state.ActivityShare);
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(89, "89 s")]
    [InlineData(160, "3 min")]
    [InlineData(9000, "2.5 h")]
    public void Durations_are_told_in_the_unit_that_fits(double seconds, string text) =>
        Assert.Equal(text, ProgressText.Duration(TimeSpan.FromSeconds(seconds)));
}
