using ArenaLearning.Arena.Progress;
using ArenaLearning.Contracts.Messages;
using Spectre.Console;
using Xunit;

namespace ArenaLearning.Arena.Tests.Progress;

public class ProgressViewTests
{
    private static readonly LeaderboardRow[] Leaderboard =
    [
        new("multiplier", 1180.4, 1150, 1210, 1, 1, 1, 80),
        new("SFT-I0", 1031.6, 1000, 1060, 2, 2, 3, 80),
    ];

    private static CampaignProgressed Event(string stage, int done, string? message = null, IReadOnlyList<LeaderboardRow>? leaderboard = null) =>
        new()
        {
            Campaign = "c",
            Stage = stage,
            Activity = "judging battles",
            Done = done,
            Planned = 100,
            StagesDone = 1,
            StagesPlanned = 4,
            Leaderboard = leaderboard ?? [],
            Message = message,
        };

    [Fact]
    public void Plain_lines_come_at_stage_changes_and_else_every_few_seconds()
    {
        var (time, output) = (new ManualTime(), new StringWriter());
        var view = new PlainProgressView(output, time);

        for (var second = 0; second < 11; second++)
        {
            view.Show(Event("SFT-I0", 10 * second));
            time.Advance(1);
        }
        view.Show(Event("SFT-I1", 0, leaderboard: Leaderboard));

        Assert.Equal(
        [
            "[2/4] SFT-I0: judging battles, 0 of 100",
            "[2/4] SFT-I0: judging battles, 50 of 100, 10/s, 5 s left",
            "[2/4] SFT-I0: judging battles, 100 of 100, 10/s, 0 s left",
            "Elo: multiplier 1180, SFT-I0 1032",
            "[2/4] SFT-I1: judging battles, 0 of 100",
        ], Lines(output));
    }

    [Fact]
    public void A_line_that_says_nothing_new_comes_once_a_minute()
    {
        var (time, output) = (new ManualTime(), new StringWriter());
        var view = new PlainProgressView(output, time);

        for (var second = 0; second <= 60; second++)
        {
            view.Show(Event("SFT-I0", 0));
            time.Advance(1);
        }

        Assert.Equal(2, Lines(output).Length);
    }

    [Fact]
    public void A_message_is_said_once_and_again_after_another()
    {
        var output = new StringWriter();
        var view = new PlainProgressView(output, new ManualTime());

        foreach (var message in new[] { "slow", "slow", null, "slow", "rejected" }) view.Show(Event("SFT-I0", 1, message));

        Assert.Equal(["slow", "slow", "rejected"], Lines(output).Where(line => !line.StartsWith('[')));
    }

    [Fact]
    public void The_live_view_shows_stage_activity_and_Elo_table()
    {
        var time = new ManualTime();
        var state = ProgressState.Begin(time.GetUtcNow()).After(Event("DPO-I1", 50, leaderboard: Leaderboard), time.GetUtcNow());
        var output = new StringWriter();
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 120;

        console.Write(LiveProgressView.Render(state, ["SFT-I1 promoted [80%]"], time.GetUtcNow()));

        var lines = Lines(output).ToArray();
        Assert.Equal("SFT-I1 promoted [80%]", lines[0].TrimEnd());
        Assert.Equal("████████░░░░░░░░░░░░░░░░░░░░░░░░ stage 2 of 4", lines[1].TrimEnd());
        Assert.Equal("████████████████░░░░░░░░░░░░░░░░ [2/4] DPO-I1: judging battles, 50 of 100", lines[2].TrimEnd());
        Assert.Matches(@"1 .*multiplier .*1180 .*1150 to 1210 .*80", output.ToString());
        Assert.Matches(@"2 \(2-3\) .*SFT-I0 .*1032 .*1000 to 1060 .*80", output.ToString());
    }

    [Theory]
    [InlineData(true, null, null, null, true)]
    [InlineData(false, null, null, null, false)]
    [InlineData(true, "CI", "true", null, false)]
    [InlineData(true, "NO_COLOR", "1", null, false)]
    [InlineData(true, "TERM", "dumb", null, false)]
    [InlineData(true, "TERM", "xterm", null, true)]
    public void The_live_view_is_for_terminals_without_CI_or_NO_COLOR(bool terminal, string? name, string? value, string? other, bool live) =>
        Assert.Equal(live, ProgressViews.IsLive(terminal, variable => variable == name ? value : other));

    [Fact]
    public async Task The_live_view_ends_with_the_campaign_and_hands_on_its_failure()
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(new StringWriter()), Ansi = AnsiSupport.No });
        var view = new LiveProgressView(console, TimeProvider.System);

        Assert.Equal(7, await view.WhileAsync(() => Task.FromResult(7)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => view.WhileAsync<int>(() => throw new InvalidOperationException()));
    }

    private static string[] Lines(StringWriter output) => output.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
