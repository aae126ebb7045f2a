using System.Text.Json;
using ArenaLearning.Arena.Commands;
using Xunit;

namespace ArenaLearning.Arena.Tests.Commands;

public sealed class TestSetCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }

    private string Pool() => Write("pool.jsonl", string.Concat(Enumerable.Range(0, 60).Select(i =>
        $$"""{"prompt": "Number {{i}}: tell me what happens on day {{i * 7}} of story {{i % 9}} """
        + $$"""and why the {{(i % 2 == 0 ? "fox" : "owl")}} minds."}""" + "\n")));

    private static async Task<(int Code, string Output, string Error)> BuildAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ArenaCommandLine.InvokeAsync(["testset", "build", .. args], output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    private JsonElement Manifest()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(At("out/manifest.json")));
        return manifest.RootElement.Clone();
    }

    [Fact]
    public async Task A_build_writes_the_sets_and_tells_what_became_of_the_prompts()
    {
        var (code, output, error) = await BuildAsync(Pool(), "--out", At("out"), "--clusters", "6", "--seed", "3");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Read 60 prompts, kept 60.", output, StringComparison.Ordinal);
        Assert.Contains("note: embeddings are hashed n-grams, a fallback", output, StringComparison.Ordinal);
        var settings = Manifest().GetProperty("settings");
        Assert.Equal((3, 6), (settings.GetProperty("seed").GetInt32(), settings.GetProperty("clusters").GetInt32()));
        Assert.All(["arena-diverse", "D0", "D9", "dropped"], set => Assert.True(File.Exists(At($"out/{set}.jsonl"))));
    }

    [Fact]
    public async Task Options_lie_over_the_settings_file_and_the_file_over_the_defaults()
    {
        Directory.CreateDirectory(At("settings"));
        Write("settings/rules.txt", "word: owl\n");
        var settings = Write("settings/sets.yaml", "cleaning:\n  rules: rules.txt\ntest_sets:\n  clusters: 4\n  per_cluster: 3\n");

        var (code, output, _) = await BuildAsync(Pool(), "--out", At("out"), "--settings", settings, "--clusters", "2", "--set", "splits.parts=3");

        Assert.Equal(0, code);
        Assert.Contains("dropped       30  toxic or illegal", output, StringComparison.Ordinal);
        var used = Manifest().GetProperty("settings");
        Assert.Equal((2, 3, 3), (used.GetProperty("clusters").GetInt32(), used.GetProperty("per_cluster").GetInt32(), used.GetProperty("parts").GetInt32()));
    }

    [Fact]
    public async Task Battles_give_a_hard_set_of_the_prompts_that_set_contestants_apart()
    {
        var pool = Write("pool.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i =>
            $$"""{"id": "p{{i}}", "prompt": "Tell me about the number {{i}} and what it is to you."}""" + "\n")));
        var battles = Write("battles.jsonl", string.Concat(Enumerable.Range(0, 20).Select(i =>
            $$"""{"question_id": "p{{i}}", "model_a": "x", "model_b": "y", "winner": "tie", "judge": "j", """
            + $$""" "category": "c", "stage": "s", "arena": "a", "score_a": {{(i < 8 ? 10 : 5)}}, "score_b": 5}""" + "\n")));

        var (code, _, error) = await BuildAsync(pool, "--out", At("out"), "--clusters", "1", "--per-cluster", "2", "--hard", "6", "--battles", battles);

        Assert.Equal((0, ""), (code, error));
        var hard = File.ReadAllLines(At("out/arena-hard.jsonl"));
        Assert.Equal(6, hard.Length);
        Assert.All(hard, row => Assert.Matches("^{\"id\":\"p[0-7]\"", row));
    }

    [Theory]
    [InlineData("--clusters 0: test_sets.clusters: must be a whole number of at least 1, is 0", "--clusters", "0")]
    [InlineData("--embeddings word2vec: embeddings.kind: must be hashed, openai or onnx", "--embeddings", "word2vec")]
    [InlineData("embeddings.url: must be the http(s) address of an endpoint", "--embeddings", "openai", "--embeddings-model", "m")]
    [InlineData("embeddings.model: must be the path of an ONNX file", "--embeddings", "onnx")]
    [InlineData(
        "none.onnx: there is no such file; an ONNX model and its WordPiece vocab.txt are needed", "--embeddings", "onnx", "--embeddings-model", "none.onnx")]
    [InlineData(
        "NO_SUCH_KEY, where its key should be, is not set", "--embeddings", "openai", "--embeddings-url", "http://localhost:1/v1",
        "--embeddings-model", "m", "--embeddings-key-variable", "NO_SUCH_KEY")]
    [InlineData("cleaning.near_duplicates.permutations: must be a multiple of 8", "--set", "cleaning.near_duplicates.permutations=100")]
    [InlineData("unknown key; did you mean clusters?", "--set", "test_sets.cluster=3")]
    [InlineData("--cutoff 2: cleaning.decontamination.cutoff: must be a number from -1 to 1, is 2", "--cutoff", "2")]
    [InlineData("none.jsonl: there is no such file", "--benchmark", "none.jsonl")]
    public async Task Wrong_settings_are_refused_before_anything_is_written(string reason, params string[] args)
    {
        var (code, _, error) = await BuildAsync([Pool(), "--out", At("out"), .. args]);

        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("out")));
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_refused()
    {
        var (code, _, error) = await BuildAsync(Pool(), "--out", folder.Path);

        Assert.Equal(2, code);
        Assert.Contains("is not empty; name a new folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_which_nothing_can_be_read_is_refused_with_its_lines()
    {
        var (code, _, error) = await BuildAsync(Write("bad.jsonl", "{\"text\": \"x\"}\n"), "--out", At("out"));

        Assert.Equal(2, code);
        Assert.Contains($"{At("bad.jsonl")}:1: has none of the fields", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_and_usage_errors_name_the_whole_command()
    {
        var (code, output, _) = await BuildAsync("--help");
        var (wrong, _, error) = await BuildAsync("a.jsonl");

        Assert.Equal((0, 2), (code, wrong));
        Assert.Contains("Example:\n  arena testset build ", output, StringComparison.Ordinal);
        Assert.Contains("See `arena testset build --help`.", error, StringComparison.Ordinal);
    }
}
