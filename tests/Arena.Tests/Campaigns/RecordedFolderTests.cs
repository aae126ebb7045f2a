using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Ledger;
using ArenaLearning.Flywheel.Ledger.Sqlite;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Results;
using Xunit;

namespace ArenaLearning.Arena.Tests.Campaigns;

/// <summary>Output folders that were written at other times: go on with them, or say why not, and never half-read one.</summary>
public class RecordedFolderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ledger-2")]
    [InlineData("ledger-2-training")]
    public async Task A_folder_of_ledger_version_2_is_refused_in_a_sentence_and_stays_as_it_is(string name)
    {
        using var folder = RecordedFolder.Copy(name);
        var before = folder.Content();
        string[] campaign = name == "ledger-2" ? [folder.CampaignFilePath] : SmallCampaign.Arguments();

        foreach (string[] more in new string[][] { [], ["--retry-failed"] })
        {
            var outcome = await SmallCampaign.InvokeAsync(["run", .. campaign, "--out", folder.Path, .. more]);

            Assert.Equal((2, ""), (outcome.Code, outcome.Output));
            Assert.Equal($"error: {folder.Path} was written by Arena Learning with ledger version 2; this one reads 3. "
                + "Go on with that version, or choose another --out.", outcome.Error.Trim());
            Assert.Equal(before, folder.Content());
        }
    }

    [Fact]
    public async Task Every_recorded_step_is_read_by_todays_types_and_lacks_nothing()
    {
        using var folder = RecordedFolder.Copy("ledger-3");
        var identity = await folder.MoveHereAsync();
        await using var ledger = await new SqliteLedgerStore(TimeProvider.System).OpenAsync(identity, folder.Path, Token);

        var keys = await folder.StepsAsync();

        Assert.Equal(["contestants", "prompts_file", "prompts", "outcome", "results"], keys);
        Assert.Equal(["alpha", "beta", "gamma"], (await StepAsync<ArenaEntries>("contestants")).Contestants.Select(contestant => contestant.Name));
        Assert.EndsWith("/prompts.jsonl", (await StepAsync<ArtifactReference>("prompts_file")).Uri, StringComparison.Ordinal);
        Assert.Equal(40, (await StepAsync<PromptSetsBuilt>("prompts")).Counts[ImportPrompts.SetName]);
        var outcome = await StepAsync<ModelArenaOutcome>("outcome");
        Assert.Equal(2, outcome.Mined.Count);
        var result = await StepAsync<CampaignResult>("results");
        Assert.Equal(outcome.Ranking.Leaderboard.Select(row => row.Elo), result.Leaderboard.Select(row => row.Elo));
        Assert.Equal(new LedgerTotals(120, 120, 0, 0), await ledger.TotalsAsync(Token));

        async Task<T> StepAsync<T>(string key) where T : class => (await ledger.FindStepAsync<T>(key, Token))!;
    }

    [Fact]
    public async Task A_campaign_goes_on_from_a_recorded_folder_to_the_same_result()
    {
        using var folder = RecordedFolder.Copy("ledger-3");
        await folder.MoveHereAsync();
        var recorded = await SmallCampaign.ResultAsync(folder.Path);
        // As if it had been killed half way.
        await folder.ExecuteAsync("DELETE FROM steps WHERE key IN ('outcome', 'results')");
        Assert.Equal(60, await folder.ExecuteAsync("DELETE FROM verdicts WHERE rowid > 60"));
        File.Delete(Path.Combine(folder.Path, CampaignResult.FileName));

        var outcome = await SmallCampaign.InvokeAsync("run", folder.CampaignFilePath, "--out", folder.Path);

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        var result = await SmallCampaign.ResultAsync(folder.Path);
        Assert.Equal(recorded.Digest, result.Digest);
        Assert.Equal(recorded.Units, result.Units);
    }
}
