using ArenaLearning.LanguageModels.Checkpoints;
using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using Xunit;

namespace ArenaLearning.Learning.Tests.Decoder;

public sealed class DecoderParametersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task To_a_checkpoint_to_disk_and_back_every_bit_is_the_same(bool scoreHead)
    {
        using var folder = new TemporaryFolder();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven, scoreHead);
        await CheckpointFolder.WriteAsync(folder.File("model"), parameters.ToCheckpoint(TinyModel.Tokenizer), cancellationToken: Cancellation);
        using var read = DecoderParameters.Of(await CheckpointFolder.ReadAsync(folder.File("model"), Cancellation), scoreHead, torch.CPU);
        Assert.Equal(Bits(parameters), Bits(read));
    }

    [Fact]
    public void A_checkpoint_lists_every_parameter_with_its_shape()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven, scoreHead: true);
        var weights = parameters.ToCheckpoint(TinyModel.Tokenizer).Weights;
        var shapes = DecoderTensors.Shapes(TinyModel.Uneven, scoreHead: true).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        Assert.Equal(shapes.Keys.Order(), weights.Keys.Order());
        Assert.All(weights, weight => Assert.Equal(shapes[weight.Key], weight.Value.Shape));
    }

    [Fact]
    public void A_score_head_that_a_checkpoint_lacks_starts_at_zero_and_the_rest_is_the_same()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        var checkpoint = parameters.ToCheckpoint(TinyModel.Tokenizer);
        using var critic = DecoderParameters.Of(checkpoint, scoreHead: true, torch.CPU);
        using var copy = parameters.Copy(scoreHead: true);
        Assert.Equal(Bits(critic), Bits(copy));
        var weights = critic.ToCheckpoint(TinyModel.Tokenizer).Weights;
        Assert.All(weights["score.weight"].Values, value => Assert.Equal(0, value));
        Assert.All(checkpoint.Weights, weight => Assert.Equal(weight.Value.Values, weights[weight.Key].Values));
    }

    [Fact]
    public void A_copy_keeps_its_values_when_the_original_changes()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var copy = parameters.Copy(scoreHead: false);
        var before = Bits(copy);
        parameters.CopyFrom(new float[parameters.Layout.TotalCount]);
        Assert.Equal(before, Bits(copy));
    }

    [Fact]
    public void Fresh_parameters_depend_on_the_seed_alone()
    {
        using var one = DecoderParameters.Initialise(TinyModel.Uneven, scoreHead: true, torch.CPU, seed: 1);
        using var again = DecoderParameters.Initialise(TinyModel.Uneven, scoreHead: true, torch.CPU, seed: 1);
        using var other = DecoderParameters.Initialise(TinyModel.Uneven, scoreHead: true, torch.CPU, seed: 2);
        Assert.Equal(Bits(one), Bits(again));
        Assert.NotEqual(Bits(one), Bits(other));
    }

    // Of n normal draws the deviation's own deviation is 1 / sqrt(2 n): under 2 % for the tensors of 64 * 64 and more, so 8 % are 4 of them.
    [Fact]
    public void Fresh_matrices_have_the_deviation_of_their_width_norms_are_one_and_the_score_head_zero()
    {
        var config = new DecoderConfig(100, HiddenSize: 64, IntermediateSize: 96, Layers: 2, Heads: 4, MaxPositions: 8);
        using var parameters = DecoderParameters.Initialise(config, scoreHead: true, torch.CPU, seed: 1);
        var values = parameters.ToArray();
        Assert.All(parameters.Layout.Slots, slot =>
        {
            var own = values[(int)slot.Offset..(int)(slot.Offset + slot.Count)];
            if (slot.Shape.Length == 1)
            {
                Assert.All(own, value => Assert.Equal(1, value));
                return;
            }
            // 1/sqrt(64) = 0.125; into the residual stream of 2 layers half of it: o_proj 0.0625, down_proj 1/sqrt(96)/2 = 0.05103.
            var expected = slot.Name.Split('.')[^2] switch
            {
                "score" => 0,
                "embed_tokens" => 0.1,
                "o_proj" => 0.0625,
                "down_proj" => 0.05103,
                _ => 0.125,
            };
            Assert.InRange(Math.Sqrt(own.Average(value => (double)value * value)), 0.92 * expected, 1.08 * expected);
        });
    }

    [Fact]
    public void Matrices_lie_before_norms_and_those_of_the_layers_together()
    {
        var layout = ParameterLayout.Of(TinyModel.Uneven, scoreHead: true);
        Assert.All(layout.Slots, slot => Assert.Equal(slot.Shape.Length == 2, slot.Offset < layout.DecayedCount));
        Assert.All(layout.Slots, slot => Assert.Equal(
            slot.Shape.Length == 2 && slot.Name.StartsWith("model.layers.", StringComparison.Ordinal),
            slot.Offset >= layout.LayersOffset && slot.Offset < layout.LayersOffset + layout.LayersCount));
        var ends = 0L;
        foreach (var slot in layout.Slots.OrderBy(slot => slot.Offset))
        {
            Assert.True(slot.Offset >= ends, $"{slot.Name} overlaps what lies before it");
            ends = slot.Offset + slot.Count;
        }
        Assert.True(ends <= layout.TotalCount);
    }

    private static uint[] Bits(DecoderParameters parameters) => [.. parameters.ToArray().Select(BitConverter.SingleToUInt32Bits)];
}
