using ArenaLearning.DataMining.Embeddings;
using Microsoft.Extensions.AI;
using Xunit;

namespace ArenaLearning.Services.Tests.DataMining.Embeddings;

public class EmbeddingTests
{
    private static async Task<EmbeddingMatrix> EmbedAsync(IEmbeddingGenerator<string, Embedding<float>> generator, params string[] texts) =>
        await new EmbeddingCache(generator, concurrency: 3).EmbedAsync(texts, cancellationToken: TestContext.Current.CancellationToken);

    private static float Cosine(EmbeddingMatrix rows, int a, int b) => System.Numerics.Tensors.TensorPrimitives.Dot(rows.Row(a), rows.Row(b));

    [Fact]
    public async Task The_fallback_puts_texts_with_common_words_near_each_other()
    {
        var rows = await EmbedAsync(new HashedNGramEmbeddings(),
            "Write a poem about the sea in autumn.", "Write a short poem about the sea.",
            "How do I sort a list of numbers in Python?", "How can I sort a Python list?");

        Assert.True(Cosine(rows, 0, 1) > 0.5);
        Assert.True(Cosine(rows, 2, 3) > 0.5);
        Assert.True(Math.Max(Cosine(rows, 0, 2), Cosine(rows, 1, 3)) < 0.3);
        Assert.Equal(1, Cosine(rows, 0, 0), 5);
    }

    [Fact]
    public async Task The_fallback_says_that_it_is_one()
    {
        using var source = await EmbeddingSource.LocalAsync(new(), TestContext.Current.CancellationToken);

        Assert.True(source.IsFallback);
        Assert.Contains("fallback", source.Description.Kind, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new float[] { 1, 2 }, new float[] { 1 }, "use one model for all")]
    [InlineData(new float[] { 1, 2 }, new float[] { 1, float.NaN }, "not finite")]
    public void Embeddings_that_cannot_be_compared_are_refused(float[] one, float[] two, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => new EmbeddingMatrix([one, two])).Message, StringComparison.Ordinal);
}
