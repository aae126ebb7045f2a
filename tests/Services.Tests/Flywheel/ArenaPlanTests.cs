using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.ModelArena;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class ArenaPlanTests
{
    [Fact]
    public async Task The_plan_counts_the_requests_that_a_campaign_makes_and_the_time_that_limits_allow()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        var spec = CampaignFile.Parse(campaign.Start.Spec.Replace("/v1\" }", "/v1\", requests_per_minute: 270, concurrency: 4 }", StringComparison.Ordinal),
            campaign.Start.SpecPath).ModelArena!;
        var entries = await ArenaEntries.ResolveAsync(spec, campaign.Paths, TestContext.Current.CancellationToken);

        var plan = ArenaPlan.Of(spec, entries, new(Prompts: 60, Tokens: 60 * 9), new(AnswerTokens: 4, VerdictTokens: 10, SecondsPerRequest: 0.1));
        await campaign.RunAsync(new(new()));

        var result = campaign.Result();
        Assert.Equal(result.Units.Planned, plan.Units);
        Assert.Equal(result.Spend.Requests, plan.Requests.Sum(r => r.Requests));
        Assert.Equal(result.Spend.ResponseTokens, plan.Requests.Sum(r => r.ResponseTokens));
        var endpoint = Assert.Single(plan.Endpoints);
        Assert.Equal(("local", 540, "requests_per_minute"), (endpoint.Endpoint, endpoint.Requests, endpoint.LimitedBy));
        Assert.Equal(120, endpoint.Seconds, 6);
    }
}
