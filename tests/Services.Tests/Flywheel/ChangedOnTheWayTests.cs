using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>What may change while a campaign goes on takes effect, and its results stay what they would have been.</summary>
public class ChangedOnTheWayTests
{
    [Fact]
    public async Task An_arena_at_64_requests_at_once_goes_on_at_32_on_another_server_with_other_prices()
    {
        using var undisturbed = await MiniCampaign.CreateArenaAsync();
        await undisturbed.RunAsync(new(new()));
        using var campaign = await MiniCampaign.CreateArenaAsync();

        await GoesOnAsync(campaign, ("/v1\" }", "/v1\", concurrency: 64 }"),
            ("127.0.0.1:9/v1\" }", "127.0.0.1:10/v1\", concurrency: 32, timeout_seconds: 9, max_retries: 9 }"), ("input_price: 2", "input_price: 3"),
            ("retry_seconds: 0.4", "retry_seconds: 0.3, window: 40, max_attempts: 5"));

        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
        Assert.Equal(undisturbed.Units(), campaign.Units());
    }

    [Fact]
    public async Task A_training_campaign_at_64_requests_at_once_goes_on_at_32()
    {
        using var undisturbed = await MiniCampaign.CreateWithEndpointsAsync();
        await undisturbed.RunAsync(new(new()));
        using var campaign = await MiniCampaign.CreateWithEndpointsAsync();

        await GoesOnAsync(campaign, ("\"concurrency\": 8", "\"concurrency\": 64"), ("\"concurrency\": 8", "\"concurrency\": 32"),
            ("\"window\": 60", "\"window\": 30"));

        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
        Assert.Equal(undisturbed.Units(), campaign.Units());
    }

    [Fact]
    public async Task Another_model_is_another_campaign()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        await campaign.RunAsync(new(new()), stopAfter: 5);

        var ended = await campaign.RunAsync(new(new()),
            start: campaign.Start with { Spec = campaign.Start.Spec.Replace("skill-60", "skill-61", StringComparison.Ordinal) });

        Assert.Contains("holds another campaign", ended!.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_file_that_has_changed_is_told_of_and_one_that_has_moved_is_not()
    {
        using var campaign = await MiniCampaign.CreateArenaAsync();
        await campaign.RunAsync(new(new()), stopAfter: 5);
        var questions = Path.Combine(Path.GetDirectoryName(campaign.Start.SpecPath)!, "questions.jsonl");
        File.Move(questions, questions + ".moved.jsonl");
        var moved = await campaign.PrepareAsync(campaign.Start.Spec.Replace("questions.jsonl", "questions.jsonl.moved.jsonl", StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            questions, """{"prompt_id":"q","category":"c","messages":[{"role":"user","content":"x: 1 + 1?"}],"reference":"2"}""" + "\n",
            TestContext.Current.CancellationToken);

        Assert.StartsWith("The files of prompts.file have changed since this campaign was started.",
            (await campaign.RunAsync(new(new())))!.Failure, StringComparison.Ordinal);
        Assert.Null((await campaign.RunAsync(new(new()), start: moved))!.Failure);
    }

    private static async Task GoesOnAsync(MiniCampaign campaign, (string, string) first, params (string Passage, string Replacement)[] then)
    {
        var workers = new FakeWorkers(new());
        Assert.Null(await campaign.RunAsync(workers, stopAfter: 40, campaign.Start with { Spec = Replaced(campaign.Start.Spec, [first]) }));

        var ended = await campaign.RunAsync(workers, start: campaign.Start with { Spec = Replaced(campaign.Start.Spec, then) });

        Assert.Null(ended!.Failure);
    }

    private static string Replaced(string text, (string Passage, string Replacement)[] passages)
    {
        foreach (var (passage, replacement) in passages)
        {
            Assert.Contains(passage, text, StringComparison.Ordinal);
            text = text.Replace(passage, replacement, StringComparison.Ordinal);
        }
        return text;
    }
}
