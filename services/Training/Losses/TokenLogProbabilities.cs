using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Training.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Losses;

/// <summary>What a model says of the response tokens of a batch.</summary>
public static class TokenLogProbabilities
{
    /// <returns>Hidden states behind every token, [B * T, D].</returns>
    public static Tensor States(DecoderModel model, PaddedBatch batch) => model.Hidden(batch.Ids).flatten(0, 1);

    /// <param name="states">[B * T, D].</param>
    /// <returns>[N, V]: log-probabilities of all tokens at the places of the response tokens.</returns>
    public static Tensor OfAll(DecoderModel model, Tensor states, PaddedBatch batch) =>
        model.Logits(states.index_select(0, batch.Before)).log_softmax(-1);

    /// <param name="all">[N, V].</param>
    /// <returns>[N]: log-probability of each response token.</returns>
    public static Tensor OfTargets(Tensor all, PaddedBatch batch) => all.gather(1, batch.Targets.unsqueeze(1)).squeeze(1);

    /// <param name="perToken">[N].</param>
    /// <returns>[B]: sums over each sequence's response.</returns>
    public static Tensor SumBySequence(Tensor perToken, PaddedBatch batch) =>
        zeros([batch.Count], ScalarType.Float32, perToken.device).index_add(0, batch.Rows, perToken, Scalars.One);
}
