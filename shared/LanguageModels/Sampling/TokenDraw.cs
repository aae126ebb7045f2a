using ArenaLearning.Randomness;

namespace ArenaLearning.LanguageModels.Sampling;

/// <summary>Chooses the next token.</summary>
public static class TokenDraw
{
    /// <summary>
    /// The largest logit, or one drawn from softmax(logits / temperature) among the likeliest tokens that together reach
    /// <paramref name="topP"/> (nucleus sampling, arXiv 1904.09751). Ties go to the lower id.
    /// </summary>
    /// <param name="logits">[V]; spent by the call.</param>
    /// <param name="temperature">0 is greedy, and draws nothing from <paramref name="random"/>.</param>
    /// <param name="topP">From 0, the likeliest token alone, to 1, all of them.</param>
    public static int Next(Span<float> logits, double temperature, SplitMix64 random, double topP = 1)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best]) best = i;
        if (temperature <= 0) return best;

        var (top, total) = (logits[best], 0.0);
        foreach (ref var logit in logits)
        {
            logit = (float)Math.Exp((logit - top) / temperature);
            total += logit;
        }
        if (topP < 1) total = KeepNucleus(logits, topP * total);
        var left = random.NextDouble() * total;
        for (var i = 0; i < logits.Length; i++)
            if ((left -= logits[i]) < 0) return i;
        return best;
    }

    /// <summary>Sets all but the largest weights to zero: as few are left as reach <paramref name="least"/>, and never none.</summary>
    /// <returns>The sum of those left.</returns>
    private static double KeepNucleus(Span<float> weights, double least)
    {
        var order = new int[weights.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var copy = weights.ToArray();
        Array.Sort(order, (a, b) => copy[a] != copy[b] ? copy[b].CompareTo(copy[a]) : a.CompareTo(b));
        var kept = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            if (i > 0 && kept >= least) weights[order[i]] = 0;
            else kept += copy[order[i]];
        }
        return kept;
    }
}
