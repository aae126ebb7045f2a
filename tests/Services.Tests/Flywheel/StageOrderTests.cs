using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Campaigns whose files list their stages.</summary>
public class StageOrderTests
{
    private const string RewardModelApart = """
        stages=[{ kind: initial }, { kind: dpo, iteration: 1, prompts: D2 }, { kind: reward_model, name: first, iteration: 1, prompts: D3 },
        { kind: reward_model, name: second, iteration: 2, prompts: D6 },
        { kind: ppo, iteration: 1, reward_model: first }, { kind: ppo, name: last, iteration: 2 }]
        """;

    [Fact]
    public async Task A_reward_model_may_be_trained_apart_and_is_taken_by_name_or_as_the_newest()
    {
        using var campaign = await MiniCampaign.CreateAsync(RewardModelApart);
        var workers = new FakeWorkers(new());

        Assert.Null((await campaign.RunAsync(workers))!.Failure);

        var jobs = workers.Jobs.ToDictionary(job => job.Name);
        Assert.Equal(["SFT-I0", "DPO-I1", "first", "second", "PPO-I1", "last"], workers.Jobs.Select(job => job.Name));
        Assert.EndsWith("checkpoints/first", jobs["second"].Base!.Uri, StringComparison.Ordinal);
        Assert.EndsWith("checkpoints/first", jobs["PPO-I1"].Data.RewardModel!.Uri, StringComparison.Ordinal);
        Assert.EndsWith("checkpoints/second", jobs["last"].Data.RewardModel!.Uri, StringComparison.Ordinal);
        // The prompts of the battles that the reward model was mined from, the earlier one's among them.
        Assert.EndsWith("datasets/second.jsonl", jobs["last"].Data.Rows.Single().Uri, StringComparison.Ordinal);

        var details = campaign.Details();
        var (dpo, second) = (details.Stages[1], details.Stages[3]);
        Assert.Equal(details.Stages[2].Mining!.RowCount + second.Mining!.NewRows, second.Mining.RowCount);
        Assert.Equal(("RM", "second", null, null, 0), (second.Stage, second.Name, second.Gate, second.Training, second.ArenaBattles));
        Assert.Equal(dpo.Promoted ? "DPO-I1" : "SFT-I0", second.Contestant);
        Assert.Equal("second", second.RewardModel!.Name);
        Assert.Equal(["DPO-I1", "PPO-I1", "SFT-I0", "last", "multiplier", "storyteller", "subtractor"],
            campaign.Result().Leaderboard.Select(row => row.Contestant).Order(StringComparer.Ordinal));
        Assert.Equal(campaign.Result().Units.Planned, campaign.Result().Units.Done);
    }

    [Fact]
    public async Task Stopped_at_any_moment_it_goes_on_through_every_kind_of_stage()
    {
        using var campaign = await MiniCampaign.CreateAsync(RewardModelApart);
        using var undisturbed = await MiniCampaign.CreateAsync(RewardModelApart);
        await undisturbed.RunAsync(new(new()));

        Assert.InRange(await StopAndGoOnAsync(campaign), 3, 1000);

        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
    }

    /// <summary>Stops the campaign again and again after some chunks, until it has ended.</summary>
    /// <returns>How often it was stopped.</returns>
    internal static async Task<int> StopAndGoOnAsync(MiniCampaign campaign)
    {
        var workers = new FakeWorkers(new(Shuffle: true));
        var random = new Random(7);
        for (var stops = 0; ; stops++)
            if (await campaign.RunAsync(workers, workers.Commands + random.Next(1, 90)) is { } ended)
            {
                Assert.Null(ended.Failure);
                return stops;
            }
    }
}
