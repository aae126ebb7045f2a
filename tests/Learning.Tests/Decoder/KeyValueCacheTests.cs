using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using Xunit;
using static ArenaLearning.Learning.Tests.Column;

namespace ArenaLearning.Learning.Tests.Decoder;

public sealed class KeyValueCacheTests
{
    [Fact]
    public void Decoding_with_the_cache_gives_the_states_of_the_whole_sequence()
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        int[] prompts = [3, 7, 1, 7];
        const int More = 5;
        var sequences = prompts.Select((length, row) => TinyModel.Ids(length + More, seed: row)).ToArray();
        using var cache = new KeyValueCache(model, [.. prompts.Select(length => 7 - length)], 7 + More);

        var ids = TinyModel.Batch([.. sequences.Select((sequence, row) => (int[])[.. new int[7 - prompts[row]], .. sequence[..prompts[row]]])]);
        for (var step = 0; step <= More; step++)
        {
            var states = model.HiddenOfNext(ids, cache).Numbers();
            for (var row = 0; row < prompts.Length; row++)
            {
                var whole = model.Hidden(TinyModel.Batch(sequences[row][..(prompts[row] + step)])).Numbers();
                Close([.. whole[^12..].Select(value => (double)value)], states[(12 * row)..(12 * row + 12)], 1e-5);
            }
            if (step < More) ids = TinyModel.Batch([.. sequences.Select((sequence, row) => (int[])[sequence[prompts[row] + step]])]);
        }
    }

    [Fact]
    public void What_stands_in_the_padding_makes_no_difference()
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        var prompt = TinyModel.Ids(4, seed: 1);
        Assert.Equal(After([0, 0, 0, .. prompt]), After([9, 12, 7, .. prompt]));

        float[] After(int[] ids)
        {
            using var cache = new KeyValueCache(model, [3], 8);
            model.HiddenOfNext(TinyModel.Batch(ids), cache);
            return model.HiddenOfNext(TinyModel.Batch([6]), cache).Numbers();
        }
    }

    // Prompts longer than one piece at a time: the second piece sees the first and itself, but nothing ahead.
    [Fact]
    public void A_prompt_may_come_in_pieces()
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        var ids = TinyModel.Ids(8, seed: 2);
        using var cache = new KeyValueCache(model, [0], 8);
        model.HiddenOfNext(TinyModel.Batch(ids[..3]), cache);
        var state = model.HiddenOfNext(TinyModel.Batch(ids[3..]), cache);
        Close([.. model.Hidden(TinyModel.Batch(ids)).Numbers()[^12..].Select(value => (double)value)], state, 1e-5);
    }

    [Fact]
    public void More_tokens_than_the_cache_holds_are_refused()
    {
        using var noGradients = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var parameters = TinyModel.Parameters(TinyModel.Uneven);
        using var model = new DecoderModel(parameters, trainable: false);
        using var cache = new KeyValueCache(model, [0], 4);
        model.HiddenOfNext(TinyModel.Batch([5, 6, 7]), cache);
        var exception = Assert.Throws<InvalidOperationException>(() => model.HiddenOfNext(TinyModel.Batch([5, 6]), cache));
        Assert.Contains("holds 4 tokens; 5 were given", exception.Message);
    }
}
