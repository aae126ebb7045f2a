using System.Text.Json.Nodes;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.LanguageModels.Tokenizers;
using Xunit;

namespace ArenaLearning.Learning.Tests.Checkpoints;

public sealed class CheckpointFolderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_written_is_read_again_bit_by_bit(bool rewardModel)
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Sample(rewardModel);
        await CheckpointFolder.WriteAsync(folder.File("model"), checkpoint, cancellationToken: Cancellation);
        var read = await CheckpointFolder.ReadAsync(folder.File("model"), Cancellation);

        Assert.Equal(checkpoint.Config, read.Config);
        Assert.Equal(rewardModel, read.IsRewardModel);
        Assert.Equal(checkpoint.Tokenizer.Tokens, read.Tokenizer.Tokens);
        Assert.Equal(checkpoint.Weights.Keys.Order(), read.Weights.Keys.Order());
        foreach (var (name, weight) in checkpoint.Weights)
        {
            Assert.Equal(weight.Shape, read.Weights[name].Shape);
            Assert.Equal(weight.Values.Select(BitConverter.SingleToUInt32Bits), read.Weights[name].Values.Select(BitConverter.SingleToUInt32Bits));
        }
        Assert.Equal([folder.File("model")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Written_read_and_written_again_every_file_has_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        await CheckpointFolder.WriteAsync(folder.File("one"), Sample(), ElementType.F16, Cancellation);
        await CheckpointFolder.WriteAsync(folder.File("two"), await CheckpointFolder.ReadAsync(folder.File("one"), Cancellation),
            ElementType.F16, Cancellation);
        string[] names =
        [
            "chat_template.jinja", "config.json", "generation_config.json", "model.safetensors", "special_tokens_map.json", "tokenizer.json",
            "tokenizer_config.json",
        ];
        Assert.Equal(names, Directory.GetFiles(folder.File("one")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var name in names)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder.File("one"), name)), File.ReadAllBytes(Path.Combine(folder.File("two"), name)));
    }

    [Fact]
    public async Task Half_precision_halves_the_file_and_rounds_the_values()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Sample();
        await CheckpointFolder.WriteAsync(folder.File("model"), checkpoint, ElementType.F16, Cancellation);
        var read = await CheckpointFolder.ReadAsync(folder.File("model"), Cancellation);
        foreach (var (name, weight) in checkpoint.Weights)
            Assert.Equal(weight.Values.Select(value => (float)(Half)value), read.Weights[name].Values);
        Assert.Equal("float16", (string?)ReadJson(folder, "config.json")["torch_dtype"]);
    }

    [Fact]
    public async Task The_configuration_has_the_keys_that_Transformers_reads()
    {
        using var folder = new TemporaryFolder();
        await CheckpointFolder.WriteAsync(folder.File("model"), Sample(), cancellationToken: Cancellation);
        Assert.Equal(
            """{"architectures":["LlamaForCausalLM"],"model_type":"llama","vocab_size":8,"hidden_size":4,"intermediate_size":6"""
            + ""","num_hidden_layers":2,"num_attention_heads":2,"num_key_value_heads":2,"head_dim":2,"max_position_embeddings":32"""
            + ""","rope_theta":10000,"rms_norm_eps":1E-06,"hidden_act":"silu","attention_bias":false,"mlp_bias":false"""
            + ""","tie_word_embeddings":true,"torch_dtype":"float32","bos_token_id":null,"eos_token_id":4,"pad_token_id":0}""",
            ReadJson(folder, "config.json").ToJsonString());
        Assert.Equal("""{"bos_token_id":null,"eos_token_id":4,"pad_token_id":0,"max_length":32}""", ReadJson(folder, "generation_config.json").ToJsonString());
        Assert.Equal("pt", (await SafetensorsReader.ReadAsync(Path.Combine(folder.File("model"), "model.safetensors"), Cancellation)).Metadata["format"]);
    }

    [Fact]
    public async Task A_reward_model_is_a_token_classifier_with_one_label_and_a_zero_bias()
    {
        using var folder = new TemporaryFolder();
        await CheckpointFolder.WriteAsync(folder.File("model"), Sample(rewardModel: true), cancellationToken: Cancellation);
        var config = ReadJson(folder, "config.json");
        Assert.Equal("""["LlamaForTokenClassification"]""", config["architectures"]!.ToJsonString());
        Assert.Equal(1, (int?)config["num_labels"]);
        var tensors = (await SafetensorsReader.ReadAsync(Path.Combine(folder.File("model"), "model.safetensors"), Cancellation)).Tensors;
        Assert.Equal([1, 4], Assert.Single(tensors, tensor => tensor.Name == "score.weight").Shape);
        Assert.Equal([0f], Assert.Single(tensors, tensor => tensor.Name == "score.bias").ToSingles());
    }

    [Fact]
    public async Task A_former_checkpoint_is_replaced_as_a_whole()
    {
        using var folder = new TemporaryFolder();
        await CheckpointFolder.WriteAsync(folder.File("model"), Sample(rewardModel: true), cancellationToken: Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.File("model"), "stale.txt"), "", Cancellation);
        await CheckpointFolder.WriteAsync(folder.File("model"), Sample(), cancellationToken: Cancellation);
        Assert.False((await CheckpointFolder.ReadAsync(folder.File("model"), Cancellation)).IsRewardModel);
        Assert.False(File.Exists(Path.Combine(folder.File("model"), "stale.txt")));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_written_leaves_the_former_one_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = Sample();
        await CheckpointFolder.WriteAsync(folder.File("model"), checkpoint, cancellationToken: Cancellation);
        checkpoint.Weights["model.norm.weight"].Values[0] = 1e6f;
        var exception = await Assert.ThrowsAsync<CheckpointException>(() =>
            CheckpointFolder.WriteAsync(folder.File("model"), checkpoint, ElementType.F16, Cancellation));
        Assert.Contains("'model.norm.weight', 1000000, is too large for F16", exception.Message);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
        Assert.NotNull(await CheckpointFolder.ReadAsync(folder.File("model"), Cancellation));
    }

    [Theory]
    [InlineData("{\"rope_theta\":500,\"rope_type\":\"default\"}", null, 500)]
    [InlineData("{\"rope_theta\":500}", null, 500)]
    [InlineData("{\"full_attention\":{\"rope_theta\":500,\"rope_type\":\"default\"}}", null, 500)]
    [InlineData("{\"full_attention\":{\"rope_theta\":500},\"sliding_attention\":{\"rope_theta\":500.0}}", null, 500)]
    [InlineData("{\"rope_type\":\"default\"}", 700.0, 700)]
    [InlineData("null", 700.0, 700)]
    public async Task Configurations_of_Transformers_5_are_read(string ropeParameters, double? ropeTheta, double expected)
    {
        using var folder = new TemporaryFolder();
        await CheckpointFolder.WriteAsync(folder.File("model"), Sample(), cancellationToken: Cancellation);
        var config = ReadJson(folder, "config.json").AsObject();
        config.Remove("rope_theta");
        config.Remove("torch_dtype");
        config["dtype"] = "float32";
        config["layer_types"] = new JsonArray("full_attention", "full_attention");
        config["rope_parameters"] = JsonNode.Parse(ropeParameters);
        if (ropeTheta is not null) config["rope_theta"] = ropeTheta;
        await File.WriteAllTextAsync(Path.Combine(folder.File("model"), "config.json"), config.ToJsonString(), Cancellation);

        Assert.Equal(expected, (await CheckpointFolder.ReadAsync(folder.File("model"), Cancellation)).Config.RopeTheta);
    }

    internal static Checkpoint Sample(bool rewardModel = false)
    {
        var tokenizer = WordTokenizer.Train(["1 + "]);
        var config = new DecoderConfig(tokenizer.VocabularySize, HiddenSize: 4, IntermediateSize: 6, Layers: 2, Heads: 2, MaxPositions: 32);
        var random = new Random(3);
        var weights = DecoderTensors.Shapes(config, rewardModel).ToDictionary(
            tensor => tensor.Name,
            tensor => new Weight(tensor.Shape, [.. Enumerable.Range(0, (int)tensor.Shape.Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)]));
        return new Checkpoint(config, weights, tokenizer);
    }

    private static JsonNode ReadJson(TemporaryFolder folder, string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder.File("model"), name)))!;
}
