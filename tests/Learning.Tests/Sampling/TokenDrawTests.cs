using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Learning.Tests.Sampling;

public class TokenDrawTests
{
    // exp of these is 1, 4, 3, 2: shares of 0.1, 0.4, 0.3, 0.2.
    private static readonly float[] Logits = [0, MathF.Log(4), MathF.Log(3), MathF.Log(2)];

    [Theory]
    [InlineData(1.0, 0.1, 0.4, 0.3, 0.2)]
    [InlineData(0.85, 0.0, 4 / 9.0, 3 / 9.0, 2 / 9.0)]
    [InlineData(0.65, 0.0, 4 / 7.0, 3 / 7.0, 0.0)]
    [InlineData(0.3, 0.0, 1.0, 0.0, 0.0)]
    [InlineData(0.0, 0.0, 1.0, 0.0, 0.0)]
    public void Tokens_come_as_often_as_the_nucleus_says(double topP, params double[] expected)
    {
        const int draws = 20_000;
        var random = new SplitMix64(1);
        var counts = new int[4];
        for (var i = 0; i < draws; i++) counts[TokenDraw.Next([.. Logits], temperature: 1, random, topP)]++;
        for (var token = 0; token < 4; token++)
        {
            Assert.InRange(counts[token] / (double)draws, expected[token] - 0.015, expected[token] + 0.015);
            if (expected[token] == 0) Assert.Equal(0, counts[token]);
        }
    }

    [Fact]
    public void Equal_tokens_are_kept_by_id() =>
        Assert.All(Enumerable.Range(0, 50), seed => Assert.Equal(0, TokenDraw.Next([1, 1, 1, 1], temperature: 1, new SplitMix64(seed), topP: 0.25)));
}
