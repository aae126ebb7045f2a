using System.Runtime.CompilerServices;
using System.Text;
using ArenaLearning.Inference.Decoding;
using ArenaLearning.LanguageModels.Tokenizers;

namespace ArenaLearning.Inference.Chat;

/// <summary>A piece of an answer.</summary>
/// <param name="Tokens">How many tokens it took, whether their text is out or held back yet.</param>
/// <param name="FinishReason">Of the last piece.</param>
public sealed record AnswerPiece(string Text, int Tokens, IReadOnlyList<TokenLogProb> LogProbs, string? FinishReason = null);

/// <summary>Reads what is decoded as text, up to the first stop sequence.</summary>
internal sealed class AnswerStream(DecodingSequence sequence, WordTokenizer tokenizer, IReadOnlyList<string> stops)
{
    /// <summary>The answer as it comes. The last piece says why it ended; a caller that stops before should cancel the sequence.</summary>
    public async IAsyncEnumerable<AnswerPiece> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stop = new StopText(stops);
        await foreach (var token in sequence.Tokens.ReadAllAsync(cancellationToken))
        {
            var text = stop.Add(tokenizer.Decode([token.Id]));
            yield return new(text, 1, sequence.Request.TopLogProbs is null ? [] : [LogProb(token)], stop.Found ? "stop" : null);
            if (stop.Found) yield break;
        }
        yield return new(stop.End(), 0, [], sequence.Finished ? "stop" : "length");
    }

    private TokenLogProb LogProb(DecodedToken token) =>
        Named(token.Id, token.LogProb, [.. token.Likeliest!.Select(other => Named(other.Id, other.LogProb, null))]);

    private TokenLogProb Named(int id, double logProb, IReadOnlyList<TokenLogProb>? top)
    {
        var text = tokenizer.Tokens[id];
        // JSON knows no infinity; OpenAI writes this for what is next to impossible.
        return new(text, Math.Max(logProb, -9999), [.. Encoding.UTF8.GetBytes(text)], top);
    }
}
