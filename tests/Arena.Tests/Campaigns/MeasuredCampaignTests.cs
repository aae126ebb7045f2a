using ArenaLearning.Monitoring.Metrics;
using ArenaLearning.TestMetrics;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>A flywheel in this process moves what every room measures, though nothing is served.</summary>
public sealed class MeasuredCampaignTests(SmallCampaign campaign) : IClassFixture<SmallCampaign>
{
    /// <summary>What the campaign has no part in: endpoints, failures, and money that nobody limits.</summary>
    private static readonly string[] Unmoved =
    [
        "arena_build_info", "arena_dependency_up", "arena_judge_failures_total", "arena_judge_parse_failures_total", "arena_judge_flips_total",
        "arena_ledger_lease_losses_total", "arena_campaigns_running", "arena_messages_in_flight", "arena_budget_left_usd", "arena_campaign_budget_left_ratio",
    ];

    /// <summary>What stands for a campaign goes with it, and of ratings tells who serves boards.</summary>
    private static readonly string[] OfCampaigns =
        ["arena_contestant_rating_elo", "arena_contestant_rating_halfwidth_elo", "arena_gate_accuracy_ratio"];

    /// <summary>Those go with the job; another test's may be at work.</summary>
    private static readonly string[] OfJobs =
    [
        "arena_training_loss", "arena_training_kl_nats", "arena_training_reward", "arena_training_reward_margin", "arena_training_accuracy_ratio",
        "arena_training_progress_ratio",
    ];

    [Fact]
    public async Task It_moves_every_instrument_that_it_has_a_part_in()
    {
        Assert.Equal(0, campaign.Outcome.Code);
        var scrape = await Scrape.OfThisProcessAsync(TestContext.Current.CancellationToken);

        var expected = ArenaMetrics.Instruments.Except(EndpointMetrics.Instruments).Select(instrument => instrument.Name)
            .Except(Unmoved).Except(OfJobs).Except(OfCampaigns);
        Assert.All(expected, name => Assert.True(scrape.Sum(name) > 0, name));
        foreach (var algorithm in new[] { "sft", "dpo", "reward_model", "ppo" })
            Assert.True(scrape[$"arena_training_steps_total{{algorithm=\"{algorithm}\"}}"] > 0, algorithm);
    }
}
