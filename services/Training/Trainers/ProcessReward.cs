using ArenaLearning.LanguageModels.Decoder;
using ArenaLearning.Training.Losses;
using ArenaLearning.Training.Sequences;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Trainers;

/// <summary>
/// What a process reward model says of responses. The score of a response is the least of its tokens' probabilities of being
/// right so far (WizardMath, arXiv 2308.09583: the minimum over steps).
/// </summary>
public static class ProcessReward
{
    /// <returns>For each sequence, p(right so far) at each of its response tokens.</returns>
    public static double[][] Probabilities(DecoderModel model, IReadOnlyList<TokenSequence> sequences)
    {
        using var scope = NewDisposeScope();
        var batch = PaddedBatch.Of(sequences, model.Device);
        var scores = model.Scores(TokenLogProbabilities.States(model, batch).index_select(0, batch.At)).sigmoid();
        return Split(scores, sequences);
    }

    public static double Score(IReadOnlyList<double> probabilities) => probabilities.Min();

    /// <summary>
    /// The reward of each token: by how much it lowers the running minimum, which starts at 1. The rewards of a response add up to its
    /// score less 1, and blame falls on the token that went wrong.
    /// </summary>
    public static double[] TokenRewards(IReadOnlyList<double> probabilities)
    {
        var rewards = new double[probabilities.Count];
        var minimum = 1.0;
        for (var t = 0; t < rewards.Length; t++)
        {
            var next = Math.Min(minimum, probabilities[t]);
            rewards[t] = next - minimum;
            minimum = next;
        }
        return rewards;
    }

    /// <param name="flat">[N], in the order of the sequences' response tokens.</param>
    internal static double[][] Split(Tensor flat, IReadOnlyList<TokenSequence> sequences)
    {
        var values = flat.cpu().data<float>().ToArray();
        var split = new double[sequences.Count][];
        var n = 0;
        for (var row = 0; row < sequences.Count; row++)
        {
            split[row] = new double[sequences[row].ResponseLength];
            for (var t = 0; t < split[row].Length; t++) split[row][t] = values[n++];
        }
        return split;
    }
}
