using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

public class ManyCampaignsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_campaigns_over_one_slow_worker_send_nothing_twice_and_a_small_one_is_soon_done()
    {
        using var huge = await MiniCampaign.CreateArenaAsync();
        using var middling = await MiniCampaign.CreateArenaAsync();
        using var small = await MiniCampaign.CreateArenaAsync();
        var (hugeStart, middlingStart, smallStart) = (Start(huge, "huge", 60), Start(middling, "middling", 30), Start(small, "small", 8));
        var alone = new List<string> { await DigestAloneAsync("huge", 60), await DigestAloneAsync("middling", 30), await DigestAloneAsync("small", 8) };

        using var world = new SlowWorld();
        var hugeEnd = world.Start(hugeStart);
        await world.AnswerAsync(() => world.Answered == 5);
        var middlingEnd = world.Start(middlingStart);
        await world.AnswerAsync(() => world.Answered == 12);
        var smallEnd = world.Start(smallStart);
        await world.AnswerAsync(() => smallEnd.IsCompleted);

        // It waits for what was on its way, 10 chunks of 4, and then has a third of the worker for its 6 chunks.
        Assert.InRange(world.Answered, 18, 12 + 10 + (3 * 6) + 3);
        Assert.False(hugeEnd.IsCompleted);
        await world.AnswerAsync(() => hugeEnd.IsCompleted && middlingEnd.IsCompleted);

        Assert.All(await Task.WhenAll(hugeEnd, middlingEnd, smallEnd), Assert.Null);
        Assert.Equal(alone, new[] { huge, middling, small }.Select(campaign => campaign.Result().Digest));
        Assert.All(world.Sent, command => Assert.Equal(1, command.Value));
        // Chunks of 4 prompts, of each of three contestants.
        Assert.Equal(3 * (15 + 8 + 2), world.Answered);
        Assert.All([huge, middling, small], campaign => Assert.Equal(0, campaign.Result().Units.DuplicatesDropped));
        await world.StopAsync();
        Assert.Equal(0, world.Campaigns);
    }

    /// <summary>A reply that comes when its campaign is stopped was paid for: the campaign has it when it goes on.</summary>
    [Fact]
    public async Task A_reply_to_a_campaign_that_is_not_at_work_is_recorded_all_the_same()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        var start = Start(campaign, "one", 8);
        using var world = new SlowWorld();
        _ = world.Start(start);
        var command = await world.TakeAsync();
        await world.StopAsync();
        Assert.Equal(0, world.Campaigns);

        await world.Replies.ReceiveAsync(await world.AnswerOfAsync(command), Token);

        using var next = new SlowWorld();
        var end = next.Start(start);
        await next.AnswerAsync(() => end.IsCompleted);
        Assert.Null(await end);
        Assert.DoesNotContain($"one {command.ChunkId}", next.Sent.Keys);
    }

    [Fact]
    public async Task A_campaign_that_loses_its_lease_stops_at_once_and_says_why()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        using var world = new SlowWorld();
        var end = world.Start(Start(campaign, "one", 8));
        await world.AnswerAsync(() => world.Answered == 2);
        File.Delete(campaign.Out("ledger.lock"));

        await world.AnswerAsync(() => end.IsCompleted);

        Assert.Contains("no longer holds the campaign", await end, StringComparison.Ordinal);
        Assert.Contains("ledger.lock was removed", await end, StringComparison.Ordinal);
        Assert.False(File.Exists(campaign.Out("result.json")));
    }

    [Fact]
    public async Task One_budget_spans_all_campaigns_of_a_process()
    {
        using var first = await MiniCampaign.CreateArenaAsync();
        using var second = await MiniCampaign.CreateArenaAsync();
        using var world = new SlowWorld(budgetUsd: 0.06m);
        var ends = new[] { world.Start(Start(first, "first", 60)), world.Start(Start(second, "second", 60)) };

        await world.AnswerAsync(() => ends.All(end => end.IsCompleted));

        foreach (var end in ends)
            Assert.StartsWith("The budget of all campaigns of this Flywheel is used up: ", await end, StringComparison.Ordinal);
        Assert.Contains("ARENA_BUDGET_USD", await ends[0], StringComparison.Ordinal);
        Assert.InRange(first.Result().Spend.CostUsd + second.Result().Spend.CostUsd, 0.001m, 0.06m);
        Assert.All([first, second], campaign => Assert.InRange(campaign.Result().Units.Done, 1, 359));

        using var more = new SlowWorld();
        var end2 = more.Start(Start(first, "first", 60));
        await more.AnswerAsync(() => end2.IsCompleted);
        Assert.Null(await end2);
    }

    [Fact]
    public async Task Campaigns_on_the_bus_of_one_process_end_as_each_alone()
    {
        using var first = await MiniCampaign.CreateArenaAsync();
        using var second = await MiniCampaign.CreateArenaAsync();
        using var third = await MiniCampaign.CreateArenaAsync();
        var alone = new List<string> { await DigestAloneAsync("one", 60), await DigestAloneAsync("two", 20), await DigestAloneAsync("three", 8) };
        var workers = new FakeWorkers(new(Shuffle: true));

        var held = await first.RunTogetherAsync(workers, [Start(first, "one", 60), Start(second, "two", 20), Start(third, "three", 8)]);

        Assert.Equal(0, held);
        Assert.Equal(alone, new[] { first, second, third }.Select(campaign => campaign.Result().Digest));
    }

    private static async Task<string> DigestAloneAsync(string id, int prompts)
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        using var world = new SlowWorld();
        var end = world.Start(Start(campaign, id, prompts));
        await world.AnswerAsync(() => end.IsCompleted);
        Assert.Null(await end);
        return campaign.Result().Digest;
    }

    private static StartCampaign Start(MiniCampaign campaign, string id, int prompts) => campaign.Start with
    {
        Campaign = id,
        Spec = campaign.Start.Spec
            .Replace("file: questions.jsonl", $"file: questions.jsonl, limit: {prompts}", StringComparison.Ordinal)
            .Replace("retry_seconds: 0.4", "retry_seconds: 300, window: 40", StringComparison.Ordinal),
    };
}
