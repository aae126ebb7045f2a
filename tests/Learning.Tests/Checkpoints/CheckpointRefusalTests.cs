using System.Text.Json.Nodes;
using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Safetensors;
using ArenaLearning.LanguageModels.Tokenizers;
using Xunit;

namespace ArenaLearning.Learning.Tests.Checkpoints;

public sealed class CheckpointRefusalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("tokenizer.json")]
    public async Task A_missing_file_is_named(string name)
    {
        using var folder = await WriteAsync();
        File.Delete(folder.File(name));
        Assert.StartsWith($"{folder.File(name)}: there is no such file.", await RefusalAsync(folder));
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var exception = await Assert.ThrowsAsync<CheckpointException>(() => CheckpointFolder.ReadAsync("/no/such/folder", Cancellation));
        Assert.StartsWith("/no/such/folder: there is no such folder.", exception.Message);
    }

    [Theory]
    [InlineData("hidden_size", "8", "head_dim is 2, but only 4 is supported")]
    [InlineData("num_hidden_layers", "2147483647", "tensor 'model.layers.2.input_layernorm.weight' is missing")]
    [InlineData("num_hidden_layers", "1", "tensor 'model.layers.1.input_layernorm.weight' is no parameter of the model")]
    [InlineData("intermediate_size", "7", "tensor 'model.layers.0.mlp.gate_proj.weight' has shape [6, 4], but config.json asks for [7, 4]")]
    [InlineData("architectures", "[\"LlamaForTokenClassification\"]", "num_labels is missing, but only 1 is supported")]
    [InlineData("architectures", "[\"Qwen2ForCausalLM\"]", "architectures is Qwen2ForCausalLM")]
    [InlineData("vocab_size", "9", "vocab_size is 9, but tokenizer.json has 8 tokens")]
    [InlineData("vocab_size", "-8", "vocab_size must be a positive integer, but is -8")]
    [InlineData("vocab_size", "\"8\"", "vocab_size must be a positive integer, but is 8")]
    [InlineData("num_attention_heads", "4", "hidden_size 4 does not divide into num_attention_heads 4 parts of even size")]
    [InlineData("num_key_value_heads", "1", "num_key_value_heads is 1, but only 2 is supported")]
    [InlineData("tie_word_embeddings", "false", "tie_word_embeddings is false")]
    [InlineData("rope_scaling", "{\"type\":\"linear\"}", "rope_scaling is")]
    [InlineData("rope_parameters", "{\"rope_theta\":10000,\"rope_type\":\"yarn\",\"factor\":4}", "rope_parameters is")]
    [InlineData("rope_parameters", "{\"rope_theta\":-1,\"rope_type\":\"default\"}", "rope_theta must be a positive number, but is -1")]
    [InlineData("rope_parameters", "{\"rope_theta\":5,\"rope_type\":\"default\",\"partial_rotary_factor\":0.5}", "rope_parameters is")]
    [InlineData("rope_parameters", "{\"full_attention\":{\"rope_theta\":5},\"other\":{\"rope_theta\":6}}", "rope_parameters.*.rope_theta is 5 and 6")]
    [InlineData("layer_types", "[\"full_attention\",\"sliding_attention\"]", "layer_types is sliding_attention")]
    [InlineData("rope_theta", "0", "rope_theta must be a positive number, but is 0")]
    [InlineData("rms_norm_eps", "null", "rms_norm_eps must be a positive number, but is null")]
    public async Task A_configuration_that_does_not_fit_is_refused_by_file_and_key(string key, string value, string problem)
    {
        using var folder = await WriteAsync();
        var config = JsonNode.Parse(await File.ReadAllTextAsync(folder.File("config.json"), Cancellation))!;
        config[key] = JsonNode.Parse(value);
        await File.WriteAllTextAsync(folder.File("config.json"), config.ToJsonString(), Cancellation);
        var message = await RefusalAsync(folder);
        Assert.StartsWith(folder.Path, message);
        Assert.Contains(problem, message);
    }

    [Theory]
    [InlineData("", "it is not valid JSON")]
    [InlineData("[]", "it must hold a JSON object")]
    [InlineData("{\"vocab_size\":1,\"vocab_size\":2}", "it is not valid JSON")]
    public async Task A_damaged_configuration_is_refused(string json, string problem)
    {
        using var folder = await WriteAsync();
        await File.WriteAllTextAsync(folder.File("config.json"), json, Cancellation);
        Assert.StartsWith($"{folder.File("config.json")}: {problem}", await RefusalAsync(folder));
    }

    [Fact]
    public async Task Truncated_weights_are_refused()
    {
        using var folder = await WriteAsync();
        await using (var stream = File.OpenWrite(folder.File("model.safetensors")))
            stream.SetLength(stream.Length - 1);
        Assert.Contains("Is the file truncated? Copy the checkpoint again", await RefusalAsync(folder));
    }

    [Fact]
    public async Task Weights_of_integers_are_refused()
    {
        using var folder = await WriteAsync();
        await SafetensorsWriter.WriteAsync(
            folder.File("model.safetensors"), [new SafetensorsTensor("model.norm.weight", ElementType.I32, [4], new byte[16])],
            cancellationToken: Cancellation);
        Assert.Contains("tensor 'model.norm.weight' holds I32", await RefusalAsync(folder));
    }

    [Fact]
    public async Task Another_models_tokenizer_is_refused()
    {
        using var folder = await WriteAsync();
        await WordTokenizer.Train(["a b c d"]).SaveAsync(folder.Path, cancellationToken: Cancellation);
        Assert.Contains("Use the tokenizer that the model was trained with", await RefusalAsync(folder));
    }

    [Fact]
    public async Task A_score_bias_that_is_not_zero_is_refused()
    {
        using var folder = await WriteAsync(rewardModel: true);
        var content = await SafetensorsReader.ReadAsync(folder.File("model.safetensors"), Cancellation);
        var tensors = content.Tensors.Select(tensor => tensor.Name == "score.bias"
            ? SafetensorsTensor.FromSingles(tensor.Name, [1], [0.5f], ElementType.F32) : tensor);
        await SafetensorsWriter.WriteAsync(folder.File("model.safetensors"), tensors, cancellationToken: Cancellation);
        Assert.Contains("'score.bias' is not zero", await RefusalAsync(folder));
    }

    [Fact]
    public async Task A_checkpoint_that_contradicts_itself_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = CheckpointFolderTests.Sample();
        var larger = checkpoint with { Config = checkpoint.Config with { IntermediateSize = 7 } };
        await Assert.ThrowsAsync<CheckpointException>(() => CheckpointFolder.WriteAsync(folder.File("model"), larger, cancellationToken: Cancellation));
        var otherWords = checkpoint with { Tokenizer = WordTokenizer.Train(["a b c d"]) };
        await Assert.ThrowsAsync<CheckpointException>(() => CheckpointFolder.WriteAsync(folder.File("model"), otherWords, cancellationToken: Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static async Task<TemporaryFolder> WriteAsync(bool rewardModel = false)
    {
        var folder = new TemporaryFolder();
        await CheckpointFolder.WriteAsync(folder.Path, CheckpointFolderTests.Sample(rewardModel), cancellationToken: Cancellation);
        return folder;
    }

    private static async Task<string> RefusalAsync(TemporaryFolder folder) =>
        (await Assert.ThrowsAsync<CheckpointException>(() => CheckpointFolder.ReadAsync(folder.Path, Cancellation))).Message;
}
