using ArenaLearning.DataMining.Embeddings;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Embeddings;

public sealed class OnnxEmbeddingTests : IDisposable
{
    private readonly TestFolder folder = new();

    public OnnxEmbeddingTests()
    {
        folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\nblue\n");
        File.WriteAllBytes(folder.At("model.onnx"), TinyOnnx.LookUp([[0, 0, 100], [9, 9, 9], [0, 0, 1], [0, 0, 1], [0, 0, 0], [1, 0, 0], [0, 1, 0]]));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_mean_runs_over_the_tokens_and_not_over_the_padding()
    {
        using var model = new OnnxEmbeddings(new(folder.At("model.onnx")));

        var vectors = await model.GenerateAsync(["Red blue", "red"], cancellationToken: TestContext.Current.CancellationToken);

        // [CLS] red blue [SEP], and [CLS] red [SEP] with one [PAD], whose vector would be seen.
        Assert.Equal([1 / 4f, 1 / 4f, 2 / 4f], vectors[0].Vector.ToArray());
        Assert.Equal([1 / 3f, 0, 2 / 3f], vectors[1].Vector.ToArray().Select(x => MathF.Round(x * 3) / 3));
    }

    [Fact]
    public async Task Cls_pooling_takes_the_first_token()
    {
        using var model = new OnnxEmbeddings(new(folder.At("model.onnx"), Pooling: Pooling.Cls));

        var vectors = await model.GenerateAsync(["red"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([0f, 0, 1], vectors[0].Vector.ToArray());
    }

    [Fact]
    public async Task Long_texts_are_cut_off_at_the_models_limit()
    {
        using var model = new OnnxEmbeddings(new(folder.At("model.onnx"), MaximumTokens: 4));

        var vectors = await model.GenerateAsync([string.Join(' ', Enumerable.Repeat("red", 50))], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(3, vectors[0].Vector.Length);
    }

    [Fact]
    public async Task The_manifest_names_the_file_and_its_hash()
    {
        using var source = await EmbeddingSource.LocalAsync(new(Onnx: new(folder.At("model.onnx"))), TestContext.Current.CancellationToken);

        Assert.Equal(("onnx", folder.At("model.onnx"), 64), (source.Description.Kind, source.Description.Model, source.Description.Sha256!.Length));
        Assert.False(source.IsFallback);
    }

    [Fact]
    public void A_missing_or_broken_model_is_refused_by_name()
    {
        var broken = folder.Write("broken.onnx", "no model");

        Assert.Contains("there is no such file",
            Assert.Throws<InvalidDataException>(() => new OnnxEmbeddings(new(folder.At("none.onnx")))).Message, StringComparison.Ordinal);
        Assert.StartsWith(broken, Assert.Throws<InvalidDataException>(() => new OnnxEmbeddings(new(broken))).Message, StringComparison.Ordinal);
    }
}
