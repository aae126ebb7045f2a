using System.Text.Json;
using ArenaLearning.Arena.Evaluation;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Results;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

public sealed class SmallCampaignTests(SmallCampaign campaign) : IClassFixture<SmallCampaign>
{
    private static readonly string[] Stages = ["SFT-I0", "SFT-I1", "DPO-I1", "PPO-I1"];

    [Fact]
    public async Task It_ends_with_0_and_its_result()
    {
        Assert.Equal((0, ""), (campaign.Outcome.Code, campaign.Outcome.Error));
        var result = await SmallCampaign.ResultAsync(campaign.Folder);
        Assert.Equal(CampaignResult.CurrentVersion, result.Version);
        Assert.Equal(Stages, result.Stages.Select(s => $"{s.Stage}-I{s.Iteration}"));
        Assert.Equal(0, result.Units.Failed);
        Assert.Equal(result.Units.Planned, result.Units.Done);
        Assert.Equal(1100, result.Leaderboard.Single(row => row.Contestant == "subtractor").Elo);
        Assert.Contains($"Digest {result.Digest}", campaign.Outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"Report: {Path.Combine(campaign.Folder, "report.html")}", campaign.Outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_report_tells_of_its_result()
    {
        var report = await File.ReadAllTextAsync(Path.Combine(campaign.Folder, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains((await SmallCampaign.ResultAsync(campaign.Folder)).Digest, report, StringComparison.Ordinal);
        Assert.All(Stages, stage => Assert.Contains(stage, report, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_curve_can_be_had_as_a_picture_and_its_gains_as_a_table()
    {
        var picture = campaign.FolderOf("elo.png");

        var report = await SmallCampaign.InvokeAsync("report", campaign.Folder, "--picture", picture);
        var refused = await SmallCampaign.InvokeAsync("report", campaign.Folder, "--picture", Path.Combine(campaign.Folder, "nowhere", "elo.png"));
        var summary = await SmallCampaign.InvokeAsync("summary", campaign.Folder, campaign.Folder);

        Assert.Equal(0, report.Code);
        Assert.Equal([0x89, .. "PNG"u8], (await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken))[..4]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("--picture", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, summary.Code);
        Assert.Contains("| DPO-I1 | 2 |", summary.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_battles_have_FastChats_columns()
    {
        var result = await SmallCampaign.ResultAsync(campaign.Folder);
        var battles = 0;
        await foreach (var line in File.ReadLinesAsync(Path.Combine(campaign.Folder, "battles.jsonl"), TestContext.Current.CancellationToken))
        {
            using var row = JsonDocument.Parse(line);
            Assert.Contains(row.RootElement.GetProperty("winner").GetString(), new[] { "model_a", "model_b", "tie", "tie (bothbad)" });
            foreach (var column in new[] { "question_id", "model_a", "model_b", "judge" })
                Assert.NotEmpty(row.RootElement.GetProperty(column).GetString()!);
            battles++;
        }
        Assert.Equal(result.Stages.Sum(s => s.Battles), battles);
    }

    [Fact]
    public async Task Its_datasets_are_rows_as_TRL_reads_them()
    {
        var sft = await RowsAsync<SftRow>("SFT-I1");
        Assert.NotEmpty(sft);
        Assert.All(sft, row => Assert.Equal(["user", "assistant"], row.Messages.Select(turn => turn.Role)));
        var pairs = await RowsAsync<PreferenceRow>("DPO-I1");
        Assert.NotEmpty(pairs);
        Assert.All(pairs, row => Assert.NotEqual(row.Chosen[0].Content, row.Rejected[0].Content));
        Assert.NotEmpty(await RowsAsync<StepwiseRow>("PPO-I1-stepwise"));
        Assert.Equal(16, (await RowsAsync<PromptOnlyRow>("PPO-I1-prompts")).Count);
    }

    [Theory]
    [InlineData("SFT-I0")]
    [InlineData("PPO-I1")]
    public async Task Eval_and_chat_take_its_checkpoints(string name)
    {
        var eval = await SmallCampaign.InvokeAsync("eval", campaign.Checkpoint(name), "--count", "2", "--json");
        Assert.Equal((0, ""), (eval.Code, eval.Error));
        Assert.Equal(8, JsonSerializer.Deserialize<EvaluationResult>(eval.Output, JsonLines.Options)!.Problems);

        var chat = await SmallCampaign.InvokeAsync("chat", campaign.Checkpoint(name), "--prompt", "Tom has 12 apples and buys 9 more. How many now?");
        Assert.Equal((0, ""), (chat.Code, chat.Error));
    }

    [Fact]
    public async Task Its_reward_model_is_no_model_to_talk_to()
    {
        var eval = await SmallCampaign.InvokeAsync("eval", campaign.Checkpoint("RM-I1"));
        Assert.Equal(2, eval.Code);
        Assert.Contains("it is a reward model", eval.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_half_way_it_says_how_to_go_on_and_ends_elsewhere_with_the_same_digest()
    {
        var folder = campaign.FolderOf("stopped");

        var stopped = await SmallCampaign.RunAsync(folder, stopAt: "SFT-I1 ");

        Assert.Equal(130, stopped.Code);
        Assert.StartsWith("Stopped; nothing is lost. Go on with: arena run ", stopped.Error, StringComparison.Ordinal);
        Assert.Contains($"--out {folder} ", stopped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, CampaignResult.FileName)));
        var trained = WriteTimes(Path.Combine(folder, "checkpoints"));
        Assert.NotEmpty(trained);

        Assert.Equal(0, (await SmallCampaign.RunAsync(folder)).Code);

        Assert.Equal((await SmallCampaign.ResultAsync(campaign.Folder)).Digest, (await SmallCampaign.ResultAsync(folder)).Digest);
        var after = WriteTimes(Path.Combine(folder, "checkpoints"));
        Assert.All(trained, file => Assert.Equal(file.Value, after[file.Key]));
    }

    [Fact]
    public async Task Given_again_when_it_is_finished_nothing_is_done_again()
    {
        var before = WriteTimes(campaign.Folder);

        var again = await SmallCampaign.RunAsync(campaign.Folder);

        Assert.Equal((0, ""), (again.Code, again.Error));
        Assert.DoesNotContain(" training ", again.Output, StringComparison.Ordinal);
        // These say what was asked for and what came of it, and are written by every run.
        string[] rewritten = ["campaign.json", "report.html"];
        var after = WriteTimes(campaign.Folder);
        Assert.Equal(before.Keys, after.Keys);
        Assert.Equal(rewritten, before.Keys.Where(file => after[file] != before[file] && !file.StartsWith("ledger", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Another_seed_may_not_go_on_in_its_folder()
    {
        var refused = await SmallCampaign.InvokeAsync("run", Commands.ShippedExample.Path, "--out", campaign.Folder, "--seed", "2");
        Assert.Equal(2, refused.Code);
        Assert.Contains($"--out {campaign.Folder} holds a campaign where it is ", refused.Error, StringComparison.Ordinal);
    }

    private async Task<List<T>> RowsAsync<T>(string dataset) => await JsonLines.ReadAsync<T>(
            Path.Combine(campaign.Folder, "datasets", $"{dataset}.jsonl"), TestContext.Current.CancellationToken)
        .ToListAsync(TestContext.Current.CancellationToken);

    private static SortedDictionary<string, DateTime> WriteTimes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(folder, file), File.GetLastWriteTimeUtc), StringComparer.Ordinal);
}
