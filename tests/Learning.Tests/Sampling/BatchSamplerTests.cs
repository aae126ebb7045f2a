using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.Learning.Tests.Decoder;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Learning.Tests.Sampling;

public sealed class BatchSamplerTests : IDisposable
{
    private const int Never = -1;

    private readonly DecoderParameters parameters = TinyModel.Parameters(TinyModel.Uneven);
    private readonly DecoderModel model;
    private readonly ReferenceLlama reference;

    public BatchSamplerTests()
    {
        model = new(parameters, trainable: false);
        reference = ReferenceLlama.Of(parameters.ToCheckpoint(TinyModel.Tokenizer));
    }

    public void Dispose()
    {
        model.Dispose();
        parameters.Dispose();
    }

    [Fact]
    public void Greedy_answers_take_the_likeliest_token_at_every_step()
    {
        var prompt = TinyModel.Ids(6, seed: 1);
        var answer = Sample([prompt], [1], temperature: 0, maxTokens: 10, Never)[0];
        Assert.Equal(Greedy(prompt, 10), answer.Tokens);
        Assert.True(answer.Tokens.Distinct().Count() > 2, "an answer of one token over and over would show little");
    }

    [Fact]
    public void A_batch_of_prompts_of_different_lengths_is_answered_as_each_alone()
    {
        int[][] prompts = [.. Enumerable.Range(1, 8).Select(length => TinyModel.Ids(length, seed: length))];
        var answers = Sample(prompts, new long[8], temperature: 0, maxTokens: 12, Never);
        Assert.All(prompts.Zip(answers), pair => Assert.Equal(Greedy(pair.First, 12), pair.Second.Tokens));
    }

    [Fact]
    public void The_same_seed_draws_the_same_tokens_and_another_seed_others()
    {
        int[][] prompts = [TinyModel.Ids(3, 1), TinyModel.Ids(5, 2), TinyModel.Ids(3, 1)];
        var once = Sample(prompts, [7, 8, 9], temperature: 1, maxTokens: 12, Never);
        var again = Sample(prompts, [7, 8, 9], temperature: 1, maxTokens: 12, Never);
        Assert.All(once.Zip(again), pair => Assert.Equal(pair.First.Tokens, pair.Second.Tokens));
        Assert.NotEqual(once[0].Tokens, once[2].Tokens); // one prompt, two seeds
    }

    [Fact]
    public void A_sequence_draws_from_its_own_seed_whatever_else_is_in_the_batch()
    {
        var prompt = TinyModel.Ids(5, seed: 2);
        var alone = Sample([prompt], [8], temperature: 1, maxTokens: 12, Never)[0];
        var among = Sample([TinyModel.Ids(7, 1), prompt, TinyModel.Ids(2, 3)], [7, 8, 9], temperature: 1, maxTokens: 12, Never)[1];
        Assert.Equal(alone.Tokens, among.Tokens);
    }

    [Fact]
    public void The_end_token_ends_one_answer_and_the_others_go_on()
    {
        int[][] prompts = [TinyModel.Ids(6, seed: 1), TinyModel.Ids(4, seed: 4)];
        int[][] free = [.. prompts.Select(prompt => Greedy(prompt, 10))];
        var (end, at) = FirstOnlyInOne(free);
        var answers = Sample(prompts, [1, 1], temperature: 0, maxTokens: 10, end);
        Assert.True(answers[0].Finished);
        Assert.Equal(free[0][..at], answers[0].Tokens);
        Assert.False(answers[1].Finished);
        Assert.Equal(free[1], answers[1].Tokens);
    }

    // The end token counts as one of the tokens that are allowed: with it the answer is finished, one token earlier it is cut.
    [Fact]
    public void The_last_token_allowed_may_be_the_end_token()
    {
        var prompt = TinyModel.Ids(6, seed: 1);
        var free = Greedy(prompt, 10);
        var (end, at) = (free[3], Array.IndexOf(free, free[3]));
        var exact = Sample([prompt], [1], 0, at + 1, end)[0];
        var cut = Sample([prompt], [1], 0, at, end)[0];
        Assert.Equal((at, true), (exact.Tokens.Length, exact.Finished));
        Assert.Equal((at, false), (cut.Tokens.Length, cut.Finished));
    }

    [Fact]
    public void Prompts_that_leave_no_room_are_refused()
    {
        int[][] prompts = [TinyModel.Ids(3, 1), TinyModel.Ids(20, 2)];
        var exception = Assert.Throws<ArgumentException>(() => Sample(prompts, [1, 2], 0, maxTokens: 5, Never));
        Assert.Contains("A prompt of 20 tokens and a response of up to 5 do not fit into the model's 24 positions", exception.Message);
        Assert.Equal(4, Sample(prompts, [1, 2], 0, maxTokens: 4, Never)[1].Tokens.Length);
    }

    [Fact]
    public void No_prompts_have_no_answers() => Assert.Empty(Sample([], [], 0, 5, Never));

    [Fact]
    public void A_cancelled_call_stops() =>
        Assert.Throws<OperationCanceledException>(() => BatchSampler.Sample(model, [[5, 6]], [1], 0, 5, Never, new CancellationToken(canceled: true)));

    // 4000 draws of the first token. The sum over tokens of (seen - expected)^2 / expected is distributed as chi-square with 26 degrees of
    // freedom, whose 99.9 % quantile is 54.05; tokens that are expected fewer than 5 times are taken together.
    [Theory]
    [InlineData(0.7)]
    [InlineData(1.5)]
    public void Tokens_are_drawn_as_often_as_the_softmax_says(double temperature)
    {
        const int Draws = 4000;
        var prompt = TinyModel.Ids(4, seed: 3);
        var logits = reference.Logits(reference.Hidden(prompt)[^1]);
        var total = logits.Sum(logit => Math.Exp(logit / temperature));
        double[] expected = [.. logits.Select(logit => Draws * Math.Exp(logit / temperature) / total)];

        var answers = Sample(
            [.. Enumerable.Repeat(prompt, Draws)], [.. Enumerable.Range(0, Draws).Select(i => SplitMix64.Derive(1, i))], temperature, 1, Never);
        var seen = new double[expected.Length];
        foreach (var answer in answers) seen[answer.Tokens.Single()]++;

        var (rareSeen, rareExpected, distance) = (0.0, 0.0, 0.0);
        foreach (var (s, e) in seen.Zip(expected))
        {
            if (e >= 5) distance += (s - e) * (s - e) / e;
            else (rareSeen, rareExpected) = (rareSeen + s, rareExpected + e);
        }
        if (rareExpected > 0) distance += (rareSeen - rareExpected) * (rareSeen - rareExpected) / rareExpected;
        Assert.True(distance < 54.05, $"chi-square {distance}");
        Assert.True(expected.Count(e => e >= 5) > 8, "too few tokens are likely enough to tell");
    }

    private SampledResponse[] Sample(int[][] prompts, long[] seeds, double temperature, int maxTokens, int end) =>
        BatchSampler.Sample(model, prompts, seeds, temperature, maxTokens, end, TestContext.Current.CancellationToken);

    private int[] Greedy(int[] prompt, int tokens)
    {
        var ids = prompt.ToList();
        for (var i = 0; i < tokens; i++)
        {
            var logits = reference.Logits(reference.Hidden([.. ids])[^1]);
            ids.Add(Array.IndexOf(logits, logits.Max()));
        }
        return [.. ids[prompt.Length..]];
    }

    // A token of the first answer, not at its start, that the second answer does not have.
    private static (int Token, int At) FirstOnlyInOne(int[][] answers)
    {
        var token = answers[0].Skip(1).First(token => token != answers[0][0] && !answers[1].Contains(token));
        return (token, Array.IndexOf(answers[0], token));
    }
}
