using System.Text.Json;
using System.Text.Json.Nodes;
using ArenaLearning.LanguageModels.Tokenizers;
using Xunit;

namespace ArenaLearning.Learning.Tests.Tokenizers;

public sealed class TokenizerFilesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_saved_is_loaded_again()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = WordTokenizer.Train(["Say \"é\" & <b> 😀 twice,\n#### 12"]);
        await tokenizer.SaveAsync(folder.Path, cancellationToken: Cancellation);
        Assert.Equal(tokenizer.Tokens, (await WordTokenizer.LoadAsync(folder.Path, Cancellation)).Tokens);
    }

    [Fact]
    public async Task The_files_have_the_keys_that_Transformers_reads()
    {
        using var folder = new TemporaryFolder();
        await WordTokenizer.Train(["a 1"]).SaveAsync(folder.Path, maxPositions: 96, Cancellation);

        var tokenizer = Read(folder, "tokenizer.json");
        Assert.Equal(["version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model"],
            tokenizer.Select(pair => pair.Key));
        Assert.Equal("""{"type":"Split","pattern":{"Regex":"\\d|#### ?| ?[A-Za-z']+ ?|[^\\sA-Za-z\\d]|\\s"},"behavior":"Isolated","invert":false}""",
            Compact(tokenizer["pre_tokenizer"]));
        Assert.Equal("""{"type":"Fuse"}""", Compact(tokenizer["decoder"]));
        Assert.Equal("""{"type":"WordLevel","vocab":{"<pad>":0,"<unk>":1,"<user>":2,"<assistant>":3,"<eos>":4,"1":5,"a ":6},"unk_token":"<unk>"}""",
            Compact(tokenizer["model"]));
        Assert.Equal(5, tokenizer["added_tokens"]!.AsArray().Count);
        Assert.Equal("""{"id":4,"content":"<eos>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}""",
            Compact(tokenizer["added_tokens"]![4]));

        var config = Read(folder, "tokenizer_config.json");
        Assert.Equal(
            """{"pad_token":"<pad>","unk_token":"<unk>","eos_token":"<eos>","additional_special_tokens":["<user>","<assistant>"]"""
            + ""","tokenizer_class":"PreTrainedTokenizerFast","clean_up_tokenization_spaces":false,"model_max_length":96}""",
            Compact(config));
        Assert.Equal(["pad_token", "unk_token", "eos_token", "additional_special_tokens"], Read(folder, "special_tokens_map.json").Select(pair => pair.Key));
        Assert.Contains("add_generation_prompt", await File.ReadAllTextAsync(folder.File("chat_template.jinja"), Cancellation));
    }

    [Theory]
    [InlineData("model.type", "\"BPE\"", "model.type: it is 'BPE', but only 'WordLevel' is supported")]
    [InlineData("model.unk_token", "\"[UNK]\"", "model.unk_token: it is '[UNK]'")]
    [InlineData("normalizer", "{\"type\":\"Lowercase\"}", "normalizer: it is")]
    [InlineData("pre_tokenizer", "null", "pre_tokenizer.type: it is absent or null, but only 'Split'")]
    [InlineData("pre_tokenizer.pattern.Regex", "\"\\\\w+\"", "pre_tokenizer.pattern.Regex: it is '\\w+'")]
    [InlineData("decoder.type", "\"BPEDecoder\"", "decoder.type: it is 'BPEDecoder'")]
    [InlineData("model.vocab", "[]", "model.vocab: it is missing or not an object")]
    [InlineData("model.vocab.a ", "5", "model.vocab['a ']: its id must be an integer from 0 to 6 that no other token has, but is 5")]
    [InlineData("model.vocab.a ", "7", "model.vocab['a ']: its id must be an integer from 0 to 6")]
    [InlineData("model.vocab.a ", "\"6\"", "model.vocab['a ']: its id must be an integer")]
    [InlineData("model.vocab", "{\"a\":0}", "model.vocab: id 0 must be the special token <pad>")]
    public async Task Another_tokenizer_is_refused_by_file_and_field(string path, string value, string problem)
    {
        using var folder = new TemporaryFolder();
        await WordTokenizer.Train(["a 1"]).SaveAsync(folder.Path, cancellationToken: Cancellation);
        var root = Read(folder, "tokenizer.json");
        var keys = path.Split('.');
        keys[..^1].Aggregate((JsonNode)root, (node, key) => node[key]!)[keys[^1]] = JsonNode.Parse(value);
        await File.WriteAllTextAsync(folder.File("tokenizer.json"), root.ToJsonString(), Cancellation);

        var exception = await Assert.ThrowsAsync<TokenizerException>(() => WordTokenizer.LoadAsync(folder.Path, Cancellation));
        Assert.StartsWith($"{folder.File("tokenizer.json")}: {problem}", exception.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"model\":{},\"model\":{}}")]
    public async Task Damaged_json_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tokenizer.json"), json, Cancellation);
        var exception = await Assert.ThrowsAsync<TokenizerException>(() => WordTokenizer.LoadAsync(folder.Path, Cancellation));
        Assert.Contains("it is not valid JSON", exception.Message);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var exception = await Assert.ThrowsAsync<TokenizerException>(() => WordTokenizer.LoadAsync(folder.Path, Cancellation));
        Assert.StartsWith($"{folder.File("tokenizer.json")}: there is no such file", exception.Message);
    }

    private static JsonObject Read(TemporaryFolder folder, string name) => JsonNode.Parse(File.ReadAllText(folder.File(name)))!.AsObject();

    private static string Compact(JsonNode? node) =>
        node!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
