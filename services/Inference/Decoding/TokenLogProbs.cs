namespace ArenaLearning.Inference.Decoding;

/// <summary>Log-probabilities of the tokens at one place, by the model's own distribution.</summary>
internal sealed class TokenLogProbs
{
    private readonly float[] logits;
    private readonly double logTotal;
    private readonly (int, double)[] likeliest;

    private TokenLogProbs(ReadOnlySpan<float> logits, int count)
    {
        this.logits = logits.ToArray();
        var top = this.logits.Max();
        logTotal = top + Math.Log(this.logits.Sum(logit => Math.Exp(logit - (double)top)));
        likeliest = count == 0 ? []
            : [.. this.logits.Index().OrderByDescending(token => token.Item).ThenBy(token => token.Index).Take(count)
                .Select(token => (token.Index, Of(token.Index)))];
    }

    /// <param name="logits">[V].</param>
    /// <param name="count">How many likeliest tokens to list with each token.</param>
    public static TokenLogProbs Of(ReadOnlySpan<float> logits, int count) => new(logits, count);

    public DecodedToken Token(int id) => new(id, Of(id), likeliest);

    private double Of(int id) => logits[id] - logTotal;
}
