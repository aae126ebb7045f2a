using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Decoder;

public sealed class DecoderModelTests
{
    public static TheoryData<DecoderConfig> Configurations => [TinyModel.Uneven, TinyModel.Narrow];

    [Theory]
    [MemberData(nameof(Configurations))]
    public void States_logits_and_scores_are_those_of_a_Llama_computed_by_loops(DecoderConfig config)
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(config, scoreHead: true);
        using var model = new DecoderModel(parameters, trainable: false);
        var reference = ReferenceLlama.Of(parameters.ToCheckpoint(TinyModel.Tokenizer));
        int[][] sequences = [TinyModel.Ids(9, seed: 1), TinyModel.Ids(9, seed: 2)];

        var hidden = model.Hidden(TinyModel.Batch(sequences));
        var expected = sequences.SelectMany(reference.Hidden).ToArray();

        Close([.. expected.SelectMany(state => state)], hidden, 1e-4);
        Close([.. expected.SelectMany(reference.Logits)], model.Logits(hidden), 1e-4);
        Close([.. expected.Select(reference.Score)], model.Scores(hidden), 1e-4);
    }

    // The loss takes in every parameter: mean of the tokens' negative log-likelihoods, and scores weighted differently at each token.
    // Central differences of the loops in double precision are exact to about 1e-9, so what is compared is the gradient itself.
    [Theory]
    [MemberData(nameof(Configurations))]
    public void Gradients_are_those_of_finite_differences(DecoderConfig config)
    {
        const double Step = 1e-5;
        var ids = TinyModel.Ids(7, seed: 3);
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(config, scoreHead: true);
        using var model = new DecoderModel(parameters, trainable: true);
        var hidden = model.Hidden(TinyModel.Batch(ids[..^1]));
        var targets = torch.tensor([.. ids[1..].Select(id => (long)id)], torch.ScalarType.Int64).unsqueeze(1);
        var likelihood = model.Logits(hidden).squeeze(0).log_softmax(-1).gather(1, targets).mean();
        var scored = model.Scores(hidden).flatten().mul(Of([.. Enumerable.Range(1, ids.Length - 1).Select(t => t / 8f)])).sum();
        scored.sub(likelihood).backward();
        var gradients = model.Gradients!.Numbers();

        var weights = parameters.ToCheckpoint(TinyModel.Tokenizer).Weights.ToDictionary(
            weight => weight.Key, weight => weight.Value.Values.Select(value => (double)value).ToArray());
        var reference = new ReferenceLlama(config, name => weights[name]);
        foreach (var slot in parameters.Layout.Slots)
        {
            // Three places of each tensor; of the embedding, places in the rows of the first and of another token.
            long[] places = slot.Name == "model.embed_tokens.weight"
                ? [ids[0] * config.HiddenSize, ids[3] * config.HiddenSize + 2, 0] : [0, slot.Count / 2, slot.Count - 1];
            foreach (var place in places)
            {
                var weight = weights[slot.Name];
                var value = weight[place];
                weight[place] = value + Step;
                var above = Loss();
                weight[place] = value - Step;
                var below = Loss();
                weight[place] = value;
                var (expected, actual) = ((above - below) / (2 * Step), gradients[slot.Offset + place]);
                Assert.True(
                    Math.Abs(expected - actual) < 1e-5 + 1e-4 * Math.Abs(expected),
                    $"{slot.Name}[{place}]: {expected} by differences, {actual} by torch");
            }
        }

        double Loss()
        {
            var states = reference.Hidden(ids[..^1]);
            var nll = states.Select((state, t) =>
            {
                var logits = reference.Logits(state);
                return Math.Log(logits.Sum(Math.Exp)) - logits[ids[t + 1]];
            }).Average();
            return nll + states.Select((state, t) => (t + 1) / 8.0 * reference.Score(state)).Sum();
        }
    }

    [Fact]
    public void Gradients_add_up_until_they_are_cleared_and_gaps_get_none()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: true);
        var ids = TinyModel.Batch(TinyModel.Ids(5, seed: 4));
        model.Logits(model.Hidden(ids)).mean().backward();
        var once = model.Gradients!.Numbers();
        model.Logits(model.Hidden(ids)).mean().backward();
        Close([.. once.Select(value => 2.0 * value)], model.Gradients!, 1e-6);

        var covered = new bool[once.Length];
        foreach (var slot in parameters.Layout.Slots) covered.AsSpan((int)slot.Offset, (int)slot.Count).Fill(true);
        Assert.Contains(false, covered);
        Assert.All(once.Zip(covered).Where(value => !value.Second), value => Assert.Equal(0, value.First));
    }

    [Fact]
    public void Padding_on_the_right_does_not_change_the_states_before_it()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        var (shorter, longer) = (TinyModel.Ids(4, seed: 5), TinyModel.Ids(9, seed: 6));
        var alone = model.Hidden(TinyModel.Batch(shorter)).Numbers();
        var padded = model.Hidden(TinyModel.Batch([.. shorter, 0, 0, 0, 0, 0], longer)).Numbers();
        var otherwise = model.Hidden(TinyModel.Batch([.. shorter, 7, 8, 9, 10, 11], longer)).Numbers();
        Assert.Equal(padded[..alone.Length], otherwise[..alone.Length]);
        Close([.. alone.Select(value => (double)value)], padded[..alone.Length], 1e-5);
    }

    [Fact]
    public void A_model_without_a_score_head_does_not_score()
    {
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        Assert.False(model.HasScoreHead);
        Assert.Null(model.Gradients);
        Assert.Throws<InvalidOperationException>(() => model.Scores(model.Hidden(TinyModel.Batch([5, 6]))));
    }
}
