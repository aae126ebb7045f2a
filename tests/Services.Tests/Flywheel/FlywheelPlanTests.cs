using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Training;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class FlywheelPlanTests
{
    [Fact]
    public async Task The_plan_is_what_a_campaign_without_skipped_stages_does()
    {
        using var campaign = await MiniCampaign.CreateAsync("training.dpo_control=true");
        var plan = TrainingCampaignPlan.Of(CampaignFile.Parse(campaign.Start.Spec, campaign.Start.SpecPath).Spec);
        await campaign.RunAsync(new(new()));

        var result = campaign.Result();
        Assert.Equal(result.Stages.Select(s => s.Contestant), plan.Select(s => s.Stage));
        Assert.Equal(result.Stages.Select(s => (long)s.Battles), plan.Select(s => s.Battles));
        Assert.Equal(result.Units.Planned, plan.Sum(s => s.Units));
    }
}
