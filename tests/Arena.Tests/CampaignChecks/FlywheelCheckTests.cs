using ArenaLearning.Arena.CampaignChecks;
using ArenaLearning.Arena.Tests.Commands;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Tokenizers;
using Xunit;

namespace ArenaLearning.Arena.Tests.CampaignChecks;

public sealed class FlywheelCheckTests : IDisposable
{
    private static readonly WordTokenizer Tokenizer = WordTokenizer.Train(["What is 6 times 47?", "0123456789"]);

    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_campaign_whose_checkpoints_fit_passes()
    {
        await PrepareAsync();

        await FlywheelCheck.RunAsync(await CampaignAsync(), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_missing_folder_is_refused()
    {
        await PrepareAsync();
        Directory.Delete(PathOf("storyteller"), recursive: true);

        await RefusesAsync("competitors.2.checkpoint", $"{PathOf("storyteller")}: there is no such folder");
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    public async Task A_missing_file_is_refused(string name)
    {
        await PrepareAsync();
        File.Delete(PathOf("subtractor", name));

        await RefusesAsync("competitors.0.checkpoint", PathOf("subtractor", name));
    }

    [Fact]
    public async Task Weights_of_another_shape_are_refused()
    {
        await PrepareAsync();
        await WriteAsync("other", Tokenizer, hidden: 16);
        File.Copy(PathOf("other", "config.json"), PathOf("subtractor", "config.json"), overwrite: true);

        await RefusesAsync("competitors.0.checkpoint", "but config.json asks for");
    }

    [Fact]
    public async Task A_model_of_another_kind_is_refused()
    {
        await PrepareAsync();
        var config = PathOf("multiplier", "config.json");
        await File.WriteAllTextAsync(config,
            (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken))
                .Replace("LlamaForCausalLM", "GPT2LMHeadModel", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        await RefusesAsync("competitors.1.checkpoint", "architectures is GPT2LMHeadModel");
    }

    [Fact]
    public async Task Another_vocabulary_is_refused()
    {
        await PrepareAsync();
        await WriteAsync("multiplier", WordTokenizer.Train(["Quite other words: 0123456789"]));

        await RefusesAsync("competitors.1.checkpoint", $"the vocabulary of {PathOf("multiplier", "tokenizer.json")} is not that of target.tokenizer");
    }

    [Fact]
    public async Task A_missing_tokenizer_of_the_target_is_refused_at_its_own_line()
    {
        await PrepareAsync();
        File.Delete(PathOf("tokenizer", "tokenizer.json"));

        await RefusesAsync("target.tokenizer", PathOf("tokenizer", "tokenizer.json"));
    }

    [Fact]
    public async Task A_model_too_short_for_the_answers_is_refused()
    {
        await PrepareAsync();
        await WriteAsync("multiplier", Tokenizer, positions: 40);

        await RefusesAsync("competitors.1.checkpoint", "fits 40 tokens");
    }

    private string PathOf(params string[] below) => Path.Combine([temporary.Path, "arithmetic", .. below]);

    private async Task PrepareAsync()
    {
        await Tokenizer.SaveAsync(PathOf("tokenizer"), cancellationToken: TestContext.Current.CancellationToken);
        foreach (var name in new[] { "subtractor", "multiplier", "storyteller" }) await WriteAsync(name, Tokenizer);
    }

    private async Task WriteAsync(string name, WordTokenizer tokenizer, int hidden = 8, int positions = 96)
    {
        var config = new DecoderConfig(tokenizer.VocabularySize, hidden, IntermediateSize: 4, Layers: 1, Heads: 2, positions);
        var weights = DecoderTensors.Shapes(config, scoreHead: false)
            .ToDictionary(t => t.Name, t => new Weight(t.Shape, new float[t.Shape.Aggregate(1L, (a, b) => a * b)]));
        await CheckpointFolder.WriteAsync(PathOf(name), new(config, weights, tokenizer), cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>The shipped example, whose relative paths lead into the temporary folder.</summary>
    private async Task<CampaignFile> CampaignAsync() => CampaignFile.Parse(
        await File.ReadAllTextAsync(ShippedExample.Path, TestContext.Current.CancellationToken), Path.Combine(temporary.Path, "arithmetic.yaml"),
        new(Assignments: ["battles.max_tokens=40"]));

    private async Task RefusesAsync(string key, string problem)
    {
        var campaign = await CampaignAsync();

        var refused = await Assert.ThrowsAsync<FileRefusedException>(() => FlywheelCheck.RunAsync(campaign, TestContext.Current.CancellationToken));

        var only = Assert.Single(refused.Problems);
        Assert.Equal(key, only.Key);
        Assert.Matches(@"arithmetic\.yaml:\d+: ", only.ToString());
        Assert.Contains(problem, only.What, StringComparison.Ordinal);
    }
}
