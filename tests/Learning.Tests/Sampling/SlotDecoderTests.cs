using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.LanguageModels.Sampling;
using ArenaLearning.LanguageModels.Tokenizers;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Learning.Tests.Decoder;
using ArenaLearning.Learning.Tests.Inference;
using ArenaLearning.Randomness;
using Xunit;

namespace ArenaLearning.Learning.Tests.Sampling;

public class SlotDecoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Logits_are_those_of_the_whole_sequence_computed_at_once(int slots)
    {
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        using var decoder = new SlotDecoder(parameters, slots);
        var ids = TinyModel.Ids(12, seed: 1);
        using var batch = TinyModel.Batch(ids);
        using var hidden = model.Hidden(batch);
        var expected = model.Logits(hidden).Numbers();
        var size = parameters.Config.VocabularySize;

        var slot = slots - 1;
        Column.Close(Row(4), decoder.Begin(slot, ids[..5]), 1e-4);
        for (var i = 5; i < 12; i++)
        {
            decoder.Append(slot, ids[i]);
            Column.Close(Row(i), decoder.Step()[(slot * size)..((slot + 1) * size)], 1e-4);
        }

        double[] Row(int position) => [.. expected[(position * size)..((position + 1) * size)].Select(value => (double)value)];
    }

    [Fact]
    public async Task A_sequence_is_the_same_to_the_last_bit_in_every_slot_and_company()
    {
        using var loaded = await LoadedModel.OpenAsync(ShippedCheckpoint.Multiplier, "cpu", TestContext.Current.CancellationToken);
        Assert.True(SlotIndependence.Holds(loaded.Parameters, slots: 8));
        using var decoder = new SlotDecoder(loaded.Parameters, slots: 8);
        var prompt = loaded.Tokenizer.EncodeChat([ChatTurn.User(ShippedCheckpoint.Question)], generationPrompt: true);
        var random = new SplitMix64(1);
        var alone = Follow(0);
        for (var slot = 0; slot < 8; slot++)
        {
            for (var other = 0; other < 8; other++) decoder.Begin(other, [.. Enumerable.Range(0, 1 + random.Below(40)).Select(_ => random.Below(110))]);
            Assert.Equal(alone, Follow(slot));
        }

        // What the model says, and its logits, while the others go on with anything.
        List<float> Follow(int slot)
        {
            List<float> all = [.. decoder.Begin(slot, prompt)];
            var answer = loaded.Tokenizer.Encode(ShippedCheckpoint.Answer);
            foreach (var token in answer)
            {
                for (var other = 0; other < 8; other++) decoder.Append(other, random.Below(110));
                decoder.Append(slot, token);
                all.AddRange(decoder.Step().AsSpan(slot * 110, 110));
            }
            return all;
        }
    }

    [Fact]
    public void A_slot_holds_as_many_tokens_as_the_model_has_positions()
    {
        using var parameters = TinyModel.Parameters(TinyModel.Narrow);
        using var decoder = new SlotDecoder(parameters, slots: 2);
        Assert.Throws<ArgumentException>(() => decoder.Begin(0, []));
        Assert.Throws<ArgumentException>(() => decoder.Begin(0, TinyModel.Ids(16, seed: 1)));
        decoder.Begin(0, TinyModel.Ids(15, seed: 1));
        decoder.Step();
        Assert.Contains("slot 0 fills all 16 positions", Assert.Throws<InvalidOperationException>(() => decoder.Step()).Message);
        decoder.End(0);
        decoder.Step();
    }
}
