using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats;
using Xunit;

namespace ArenaLearning.Services.Tests.Flywheel;

/// <summary>Campaigns with a stage of kind <c>rejection_sampling</c>.</summary>
public class RejectionSamplingTests
{
    private const string Stages = """
        stages=[{ kind: initial }, { kind: sft, iteration: 1, prompts: D1 },
        { kind: rejection_sampling, iteration: 1, prompts: D2, samples: 5, temperature: 0.9, minimum_score: 6, gap: 1 },
        { kind: rejection_sampling, iteration: 2, prompts: D5, samples: 3, competitors: true, from: initial }, { kind: dpo, iteration: 1, prompts: D3 }]
        """;

    [Fact]
    public async Task The_target_trains_on_its_own_best_right_answers_and_on_D0()
    {
        using var campaign = await MiniCampaign.CreateAsync(Stages);
        var workers = new FakeWorkers(new());

        Assert.Null((await campaign.RunAsync(workers))!.Failure);

        var token = TestContext.Current.CancellationToken;
        var (first, second) = (campaign.Details().Stages[2], campaign.Details().Stages[3]);
        var battles = await JsonLines.ReadAsync<PromptBattles>(campaign.Out("stages/RS-I1/battles.jsonl"), token).ToListAsync(token);
        var rows = await JsonLines.ReadAsync<SftRow>(campaign.Out("datasets/RS-I1.jsonl"), token).ToListAsync(token);
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var prompt = battles.Single(battle => battle.PromptId == row.Provenance.PromptId);
            Assert.Equal(first.Opponent, row.Provenance.Chosen);
            Assert.True(FinalAnswer.Matches(row.Messages[^1].Content, prompt.Reference!));
            Assert.Equal(prompt.Messages, row.Messages.SkipLast(1));
        });
        // Its five samples battle each other and nobody else; a prompt whose samples are all alike, or all wrong, gives no row.
        Assert.All(battles, prompt => Assert.Equal((5, 10), (prompt.Responses.Count, prompt.Battles.Count)));
        Assert.All(battles.SelectMany(prompt => prompt.Responses), response => Assert.Equal(first.Opponent, response.Contestant));
        var mixed = battles.Where(prompt => prompt.Responses.Select(response => response.Correct).Distinct().Count() == 2).Select(prompt => prompt.PromptId);
        Assert.Equal(mixed.Order(StringComparer.Ordinal), rows.Select(row => row.Provenance.PromptId).Order(StringComparer.Ordinal));

        var jobs = workers.Jobs.ToDictionary(job => job.Name);
        Assert.Equal(["RS-I1.jsonl", "D0.jsonl"], jobs["RS-I1"].Data.Rows.Select(row => Path.GetFileName(row.Uri)));
        Assert.EndsWith($"checkpoints/{first.Opponent}", jobs["RS-I1"].Base!.Uri, StringComparison.Ordinal);
        Assert.EndsWith("checkpoints/SFT-I0", jobs["RS-I2"].Base!.Uri, StringComparison.Ordinal);
        Assert.Equal(first.Mining!.RowCount + second.Mining!.NewRows, second.Mining.RowCount);
        Assert.Equal([second.Opponent!], second.Mining.ChosenBy.Keys);
        // Three samples and three competitors: the first sample in the group of four, all samples among themselves.
        Assert.Equal(20 * (6 + 3), second.TrainingBattles);
    }

    [Fact]
    public async Task Stopped_at_any_moment_it_ends_the_same()
    {
        using var campaign = await MiniCampaign.CreateAsync(Stages);
        using var undisturbed = await MiniCampaign.CreateAsync(Stages);
        await undisturbed.RunAsync(new(new()));

        Assert.InRange(await StageOrderTests.StopAndGoOnAsync(campaign), 3, 1000);

        Assert.Equal(undisturbed.Result().Digest, campaign.Result().Digest);
    }

    [Fact]
    public async Task Without_an_answer_that_is_good_enough_it_is_skipped()
    {
        using var campaign = await MiniCampaign.CreateAsync(Stages.Replace("gap: 1 }", "gap: 9 }", StringComparison.Ordinal));
        Assert.Null((await campaign.RunAsync(new(new())))!.Failure);

        Assert.Equal("no answer of the target was good enough to be kept, so there was nothing to train on", campaign.Details().Stages[2].Skipped);
    }
}
