using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Results;
using ArenaLearning.TestArtifacts;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class CampaignTests
{
    // Three competitors and two iterations of 40, 20 and 20 prompts, with 1, 4 and 2 samples of the target; 8 prompts in the
    // arena, where ten meet in the end, and 8 to validate seven versions with two answers each.
    private const int TrainingResponses = 2 * ((40 * 4) + (20 * 7) + (20 * 5));
    private const int TrainingBattles = 2 * ((40 * 6) + (20 * (6 + 6)) + (20 * (6 + 1)));
    private const int ArenaBattles = 8 * (10 * 9 / 2);
    private const int ArenaResponses = 8 * (10 + 7);
    private const int ValidationResponses = 8 * 7 * 2;

    [Fact]
    public async Task A_campaign_completes_and_leaves_what_it_promises()
    {
        // On a busy machine an answer may take longer than the short time after which these campaigns ask again.
        using var campaign = await MiniCampaign.CreateAsync("training.dpo_control=true", "work.retry_seconds=100");

        var ended = await campaign.RunAsync(new(new()));

        Assert.Equal(new CampaignEnded("mini", null), ended);
        var result = campaign.Result();
        Assert.Equal(CampaignResult.CurrentVersion, result.Version);
        Assert.Equal(("arithmetic", 1), (result.Campaign, result.Seed));
        Assert.Equal(["SFT-I0", "SFT-I1", "DPO-I1", "PPO-I1", "SFT-I2", "DPO-I2", "PPO-I2"], result.Stages.Select(s => s.Contestant));
        Assert.Equal(10, result.Leaderboard.Count);
        Assert.Equal(Enumerable.Range(1, 10), result.Leaderboard.Select(r => r.Rank));
        Assert.True(result.WallSeconds > 0);
        Assert.True(result.PeakRssBytes > 10_000_000);
        // The two controls answer the validation split and the arena, each twice.
        const int controls = 2 * (16 + 16);
        const int done = TrainingResponses + TrainingBattles + ArenaBattles + ArenaResponses + ValidationResponses + controls;
        Assert.Equal(new(done, done, 0, 0), result.Units);

        var battles = await JsonLines.ReadAsync<BattleRow>(campaign.Out("battles.jsonl"), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(TrainingBattles + ArenaBattles, battles.Count);
        Assert.Equal(result.Stages.Sum(s => s.Battles), battles.Count);
        Assert.Equal(ArenaBattles, battles.Count(b => b.Arena.StartsWith("arena-", StringComparison.Ordinal)));
        Assert.DoesNotContain(battles, b => b.ModelA.Contains("control", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Promotion_needs_a_gain_and_the_next_stage_starts_from_the_promoted_one()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        var workers = new FakeWorkers(new());
        await campaign.RunAsync(workers);

        var target = "SFT-I0";
        var details = campaign.Details();
        foreach (var stage in details.Stages.Skip(1))
        {
            Assert.Equal(target, stage.Opponent);
            Assert.Equal(stage.Gate!.After.Overall > stage.Gate.Before.Overall, stage.Promoted);
            Assert.Equal(target, stage.Training!.Base);
            if (stage.Promoted) target = stage.Contestant;
        }
        Assert.Contains(details.Stages, s => !s.Promoted);
        Assert.Contains(details.Stages.Skip(1), s => s.Promoted);

        var jobs = workers.Jobs.ToDictionary(j => j.Name);
        Assert.Equal(["SFT-I0", "SFT-I1", "DPO-I1", "RM-I1", "PPO-I1", "SFT-I2", "DPO-I2", "RM-I2", "PPO-I2"], workers.Jobs.Select(j => j.Name));
        Assert.Null(jobs["SFT-I0"].Base);
        Assert.NotNull(jobs["SFT-I0"].Data.Tokenizer);
        Assert.EndsWith("checkpoints/RM-I1", jobs["RM-I2"].Base!.Uri, StringComparison.Ordinal);
        Assert.EndsWith("checkpoints/RM-I2", jobs["PPO-I2"].Data.RewardModel!.Uri, StringComparison.Ordinal);
        Assert.Equal(["SFT-I2.jsonl", "D0.jsonl"], jobs["SFT-I2"].Data.Rows.Select(r => Path.GetFileName(r.LocalPath())));
        // Datasets accumulate over the iterations.
        var (first, second) = (details.Stages[1].Mining!, details.Stages[4].Mining!);
        Assert.Equal(first.RowCount + second.NewRows, second.RowCount);
        Assert.Equal(("D1", "D4"), (first.Split, second.Split));
        Assert.Equal((3.0, 1.0), (first.Rule.MinimumGap, second.Rule.MinimumGap));
    }

    [Fact]
    public async Task The_control_trains_without_the_preference_term_and_stays_outside()
    {
        using var campaign = await MiniCampaign.CreateAsync("training.dpo_control=true");
        var workers = new FakeWorkers(new());
        await campaign.RunAsync(workers);

        var control = workers.Jobs.Single(j => j.Name == "DPO-I1-control");
        var dpo = workers.Jobs.Single(j => j.Name == "DPO-I1");
        Assert.Equal((0, 1), (control.Recipe.Dpo!.PreferenceWeight, control.Recipe.Dpo.NllWeight));
        Assert.Equal((0.2, 1), (dpo.Recipe.Dpo!.PreferenceWeight, dpo.Recipe.Dpo.NllWeight));
        Assert.Equal(dpo.Base, control.Base);
        Assert.DoesNotContain(campaign.Result().Leaderboard, r => r.Contestant.Contains("control", StringComparison.Ordinal));
        Assert.Equal(8, campaign.Details().Stages[2].Control!.Greedy.Prompts);
    }

    [Fact]
    public async Task Another_folder_gives_the_same_digest_and_another_seed_another()
    {
        using var one = await MiniCampaign.CreateAsync();
        using var same = await MiniCampaign.CreateAsync();
        using var other = await MiniCampaign.CreateAsync("seed=6");
        foreach (var campaign in new[] { one, same, other }) await campaign.RunAsync(new(new()));

        Assert.Equal(one.Result().Digest, same.Result().Digest);
        Assert.NotEqual(one.Result().Digest, other.Result().Digest);
    }

    [Fact]
    public async Task A_folder_of_another_campaign_is_refused()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        using var other = await MiniCampaign.CreateAsync("battles.max_tokens=41");
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        var refused = await campaign.RunAsync(new(new()), start: campaign.Start with { Spec = other.Start.Spec });

        Assert.Contains("holds another campaign", refused!.Failure, StringComparison.Ordinal);
        Assert.Contains("--out", refused.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_tells_stages_and_what_the_gate_decided()
    {
        using var campaign = await MiniCampaign.CreateAsync();
        await campaign.RunAsync(new(new(Shuffle: true)));

        Assert.All(campaign.Progress, p => Assert.Equal(7, p.StagesPlanned));
        Assert.Equal(7, campaign.Progress[^1].StagesDone);
        Assert.Equal(10, campaign.Progress[^1].Leaderboard.Count);
        var notes = campaign.Progress.Select(p => p.Message).OfType<string>().ToList();
        Assert.Contains(notes, n => n.StartsWith("SFT-I1 promoted: validation accuracy", StringComparison.Ordinal)
            || n.StartsWith("SFT-I1 rejected: validation accuracy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stage_without_rows_is_skipped_and_said_so()
    {
        using var campaign = await MiniCampaign.CreateAsync("mining.dpo_gap=[9, 9, 9]");
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        var dpo = campaign.Details().Stages[2];
        Assert.Contains("nothing to train on", dpo.Skipped, StringComparison.Ordinal);
        Assert.Equal(dpo.Opponent, dpo.Contestant);
        Assert.Equal(0, campaign.Result().Stages[2].TrainRows);
        Assert.Contains(campaign.Details().Warnings, w => w.StartsWith("DPO-I1 was skipped", StringComparison.Ordinal));
    }
}
