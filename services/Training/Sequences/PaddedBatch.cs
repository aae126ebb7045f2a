using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Sequences;

/// <summary>
/// Sequences padded on the right to one length, with the places of their response tokens. B sequences, T tokens, N response
/// tokens in all, in the order of the sequences.
/// </summary>
/// <param name="Ids">[B, T] int64.</param>
/// <param name="Before">[N] int64: flat place, in [B * T], of the token before each response token: its hidden state predicts it.</param>
/// <param name="At">[N] int64: flat place of each response token itself.</param>
/// <param name="Targets">[N] int64: the response tokens.</param>
/// <param name="Rows">[N] int64: to which sequence each belongs.</param>
public sealed record PaddedBatch(Tensor Ids, Tensor Before, Tensor At, Tensor Targets, Tensor Rows, int Count, int ResponseTokens)
{
    private const int PadToken = 0;

    public static PaddedBatch Of(IReadOnlyList<TokenSequence> sequences, Device device)
    {
        var time = sequences.Max(sequence => sequence.Ids.Length);
        var tokens = sequences.Sum(sequence => sequence.ResponseLength);
        var ids = new long[sequences.Count * time];
        Array.Fill(ids, PadToken);
        var (before, at, targets, rows) = (new long[tokens], new long[tokens], new long[tokens], new long[tokens]);
        var n = 0;
        for (var row = 0; row < sequences.Count; row++)
        {
            var sequence = sequences[row];
            for (var t = 0; t < sequence.Ids.Length; t++) ids[row * time + t] = sequence.Ids[t];
            for (var t = sequence.PromptLength; t < sequence.Ids.Length; t++, n++)
                (before[n], at[n], targets[n], rows[n]) = (row * time + t - 1, row * time + t, sequence.Ids[t], row);
        }
        return new(
            tensor(ids, [sequences.Count, time], ScalarType.Int64, device), Index(before), Index(at), Index(targets), Index(rows),
            sequences.Count, tokens);

        Tensor Index(long[] values) => tensor(values, ScalarType.Int64, device);
    }
}
