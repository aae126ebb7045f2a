using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.DataMining.Mining;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.TestArtifacts;
using Xunit;
using static ArenaLearning.Services.Tests.DataMining.HandMadeBattles;

namespace ArenaLearning.Services.Tests.DataMining;

public sealed class TrainingDataMiningTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mining-").FullName;

    private readonly FolderArtifactStore artifacts = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Rows_are_counted_by_winner_and_dropped_prompts_by_reason()
    {
        var mined = await MineAsync("SFT-I1", MiningKind.Sft, 3,
        [
            Prompt("p1", new(Target, "bad", 1), new("x", "good", 9)),
            Prompt("p2", new(Target, "bad", 1), new("y", "good", 9)),
            Prompt("p3", new(Target, "bad", 1), new("x", "good", 9)),
            Prompt("p4", new(Target, "good", 9), new("x", "bad", 1)),
            Prompt("p5", new(Target, "fair", 7), new("x", "good", 9)),
        ]);

        Assert.Equal((3, 3), (mined.RowCount, mined.NewRows));
        Assert.Equal(new Dictionary<string, int> { ["x"] = 2, ["y"] = 1 }, mined.ChosenBy.ToDictionary());
        Assert.Equal(new Dictionary<string, int> { ["target won"] = 1, ["gap below K"] = 1 }, mined.Dropped.ToDictionary());
        Assert.EndsWith("/SFT-I1.jsonl", mined.Dataset!.Rows.Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MiningKind.Sft)]
    [InlineData(MiningKind.Preference)]
    [InlineData(MiningKind.Reward)]
    public async Task The_dataset_does_not_depend_on_the_order_in_which_anything_arrived(MiningKind kind)
    {
        var battles = ManyPrompts("p", 60);
        var random = new Random(3);
        var shuffled = battles.Select(prompt => Shuffled(prompt, random)).OrderBy(_ => random.Next()).ToArray();

        var one = await MineAsync("one", kind, 1, battles);
        var other = await MineAsync("two", kind, 1, shuffled);

        Assert.True(one.NewRows > 0);
        Assert.Equal(Digests(one), Digests(other));
        Assert.Equal(one.ChosenBy, other.ChosenBy);
    }

    [Fact]
    public async Task Rows_of_earlier_iterations_come_first_and_are_kept()
    {
        var first = await MineAsync("SFT-I1", MiningKind.Sft, 1, ManyPrompts("a", 30));
        var alone = await MineAsync("alone", MiningKind.Sft, 1, ManyPrompts("b", 30));
        var second = await MineAsync("SFT-I2", MiningKind.Sft, 1, ManyPrompts("b", 30), first.Dataset!);

        Assert.Equal((first.NewRows + alone.NewRows, alone.NewRows), (second.RowCount, second.NewRows));
        string[] expected = [.. await LinesAsync(first.Dataset!.Rows), .. await LinesAsync(alone.Dataset!.Rows)];
        Assert.Equal(expected, await LinesAsync(second.Dataset!.Rows));
    }

    [Fact]
    public async Task Held_out_prompts_train_no_reward_model()
    {
        var first = await MineAsync("PPO-I1", MiningKind.Reward, 1, ManyPrompts("a", 200));
        var second = await MineAsync("PPO-I2", MiningKind.Reward, 1, ManyPrompts("b", 200), first.Dataset!);
        var dataset = second.Dataset!;

        var heldOut = await IdsAsync<PreferenceRow>(dataset.HeldOut!, row => row.Provenance);
        var trained = (await IdsAsync<PreferenceRow>(dataset.Rows, row => row.Provenance))
            .Union(await IdsAsync<StepwiseRow>(dataset.Stepwise!, row => row.Provenance));

        Assert.InRange(heldOut.Count, 20, 60);
        Assert.Empty(heldOut.Intersect(trained));
        Assert.Equal(400, heldOut.Union(trained).Count());
        Assert.Equal(400, (await IdsAsync<PromptOnlyRow>(dataset.Prompts!, row => row.Provenance)).Count);
    }

    [Theory]
    [InlineData(MiningKind.Sft)]
    [InlineData(MiningKind.Preference)]
    [InlineData(MiningKind.Reward)]
    public async Task Answers_that_the_learner_cannot_say_or_hold_are_not_learned_from(MiningKind kind)
    {
        var tokenizer = Path.Combine(folder, "tokenizer");
        await WordTokenizer.Train(["What is 35 plus 47?", "0123456789 #### = +"])
            .SaveAsync(tokenizer, cancellationToken: TestContext.Current.CancellationToken);
        var learner = new LearnerVocabulary(
            await artifacts.BringFolderAsync(tokenizer, ArtifactScope.OfFolder(folder), TestContext.Current.CancellationToken), MaxPositions: 60);
        PromptBattles[] battles = [.. Enumerable.Range(0, 40).Select(i => Prompt($"p{i:D2}",
            new(Target, "Well #### 83", 1, false, 0), new("x", "Surely it is #### 82", 10, true),
            new("y", string.Concat(Enumerable.Repeat("35+47=82 ", 9)) + "#### 82", 9, true),
            new("z", "35+47=82 #### 82", 8, true)))];

        var any = await MineAsync("any", kind, 1, battles);
        var said = await MineAsync("said", kind, 1, battles, learner);

        Assert.Contains("x", any.ChosenBy.Keys);
        Assert.Equal(["z"], said.ChosenBy.Keys);
        var rows = string.Concat(await LinesAsync(said.Dataset!.Rows)) + (said.Dataset.Stepwise is { } steps ? string.Concat(await LinesAsync(steps)) : "");
        Assert.DoesNotContain("Surely", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("82 35", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_is_a_failure_that_names_the_line()
    {
        var path = Path.Combine(folder, "broken.jsonl");
        await File.WriteAllTextAsync(path, "{\"prompt_id\": 3}\n", TestContext.Current.CancellationToken);

        var mined = await TrainingDataMining.MineAsync(
            Command("SFT-I1", MiningKind.Sft, 1, await artifacts.BringFileAsync(path, ArtifactScope.OfFolder(folder), TestContext.Current.CancellationToken)),
            artifacts, TestContext.Current.CancellationToken);

        Assert.Contains($"{path}:1", mined.Failure, StringComparison.Ordinal);
        Assert.Null(mined.Dataset);
    }

    [Theory]
    [InlineData("SFT-I1-battles.jsonl")]
    [InlineData("earlier.jsonl")]
    [InlineData("tokenizer/tokenizer.json")]
    public async Task Nothing_is_mined_where_an_input_is_damaged(string damaged)
    {
        var token = TestContext.Current.CancellationToken;
        var earlier = await artifacts.WriteRowsAsync(ArtifactScope.OfFolder(folder), "earlier.jsonl", new[] { new SftRow([], new("p", "", "D1", "")) }, token);
        await WordTokenizer.Train(["good bad"]).SaveAsync(Path.Combine(folder, "tokenizer"), cancellationToken: token);
        var learner = new LearnerVocabulary(await artifacts.BringFolderAsync(Path.Combine(folder, "tokenizer"), ArtifactScope.OfFolder(folder), token), 64);
        var battles = await JsonLines.WriteAsync(
            Path.Combine(folder, "SFT-I1-battles.jsonl"), [Prompt("p1", new(Target, "bad", 1), new("x", "good", 9))], token);
        var command = Command("SFT-I1", MiningKind.Sft, 1, battles) with { Earlier = [new(earlier)], Learner = learner };
        Assert.Null((await TrainingDataMining.MineAsync(command, artifacts, token)).Failure);
        File.Delete(Path.Combine(folder, "SFT-I1.jsonl"));

        await File.AppendAllTextAsync(Path.Combine(folder, damaged), " ", token);
        var mined = await TrainingDataMining.MineAsync(command, artifacts, token);

        Assert.Null(mined.Dataset);
        Assert.Contains(damaged.Split('/')[0], mined.Failure, StringComparison.Ordinal);
        Assert.Contains("it is damaged or has changed: its SHA-256 is", mined.Failure, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "SFT-I1.jsonl")));
    }

    [Fact]
    public async Task Inconsistent_battles_are_failures_that_say_what_is_wrong()
    {
        var prompt = Prompt("p1", new(Target, "bad", 1), new("x", "good", 9));
        var strayBattle = await MineAsync("a", MiningKind.Sft, 1, [prompt with { Battles = [new(0, 5, 1, 9, BattleWinner.ModelB)] }]);
        var strayError = await MineAsync("b", MiningKind.Sft, 1, [Prompt("p1", new Answer(Target, "bad", 1, false, 4))]);
        var twice = await MineAsync("c", MiningKind.Sft, 1, [prompt, prompt]);

        Assert.Contains("between responses 0 and 5", strayBattle.Failure, StringComparison.Ordinal);
        Assert.Contains("at character 4, outside of the text", strayError.Failure, StringComparison.Ordinal);
        Assert.Contains("p1 occurs twice", twice.Failure, StringComparison.Ordinal);
    }

    private static PromptBattles[] ManyPrompts(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Prompt($"{prefix}{i:D4}",
            new(Target, "#### 83", 1, false, 6), new(Target, $"#### {i + 100}", 1, false, 5, Sample: 1),
            new("x", "#### 82", 8, true), new("y", "82 #### 82", 8, true), new("z", "#### 72", 1 + i % 2, false, 5)))];

    private static PromptBattles Shuffled(PromptBattles prompt, Random random)
    {
        var order = Enumerable.Range(0, prompt.Responses.Count).OrderBy(_ => random.Next()).ToArray();
        return prompt with
        {
            Responses = [.. order.Select(i => prompt.Responses[i])],
            Battles = [.. prompt.Battles.OrderBy(_ => random.Next())
                .Select(battle => battle with { A = Array.IndexOf(order, battle.A), B = Array.IndexOf(order, battle.B) })],
        };
    }

    private Task<TrainingDataMined> MineAsync(
        string stage, MiningKind kind, double minimumGap, IEnumerable<PromptBattles> battles, params MinedDataset[] earlier) =>
        MineAsync(stage, kind, minimumGap, battles, null, earlier);

    private async Task<TrainingDataMined> MineAsync(
        string stage, MiningKind kind, double minimumGap, IEnumerable<PromptBattles> battles, LearnerVocabulary? learner, params MinedDataset[] earlier)
    {
        var file = await JsonLines.WriteAsync(
            Path.Combine(folder, $"{stage}-battles.jsonl"), battles, TestContext.Current.CancellationToken);
        return await TrainingDataMining.MineAsync(
            Command(stage, kind, minimumGap, file) with { Earlier = earlier, Learner = learner }, artifacts, TestContext.Current.CancellationToken);
    }

    private MineTrainingData Command(string stage, MiningKind kind, double minimumGap, ArtifactReference battles) =>
        new("campaign", stage, stage, new(kind, minimumGap), Target, battles, [])
        {
            Scope = ArtifactScope.OfFolder(folder),
            Seed = 1,
        };

    private static string?[] Digests(TrainingDataMined mined) =>
    [
        mined.Dataset!.Rows.Sha256, mined.Dataset.Stepwise?.Sha256, mined.Dataset.Prompts?.Sha256, mined.Dataset.HeldOut?.Sha256,
    ];

    private static Task<string[]> LinesAsync(ArtifactReference file) =>
        File.ReadAllLinesAsync(file.LocalPath(), TestContext.Current.CancellationToken);

    private static async Task<HashSet<string>> IdsAsync<TRow>(ArtifactReference file, Func<TRow, Provenance> provenance)
    {
        var ids = new HashSet<string>();
        await foreach (var row in JsonLines.ReadAsync<TRow>(file.LocalPath(), TestContext.Current.CancellationToken))
            ids.Add(provenance(row).PromptId);
        return ids;
    }
}
