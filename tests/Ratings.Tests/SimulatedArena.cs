using ArenaLearning.Randomness;
using ArenaLearning.Ratings.Battles;
using ArenaLearning.Ratings.Styles;
using ArenaLearning.Ratings.Uncertainty;

namespace ArenaLearning.Ratings.Tests;

/// <summary>Battles of contestants with known strengths, the same for the same seed.</summary>
internal static class SimulatedArena
{
    /// <summary>Contestant i is named <c>model-i</c> and has log-strength theta[i].</summary>
    public static IEnumerable<Battle> Battles(double[] theta, int battles, double tieShare, long seed)
    {
        var random = SplitMix64.Stream(seed, 0);
        for (var i = 0; i < battles; i++)
        {
            var (a, b) = Pair(theta.Length, random);
            var outcome = Uniform(random) < tieShare ? Outcome.Tie
                : Uniform(random) < 1 / (1 + Math.Exp(theta[b] - theta[a])) ? Outcome.AWins : Outcome.BWins;
            yield return new($"model-{a:D2}", $"model-{b:D2}", outcome);
        }
    }

    /// <summary>Battles in which also the style counts, with a coefficient for each feature before it is scaled.</summary>
    public static IEnumerable<(Battle Battle, AnswerStyle A, AnswerStyle B)> Styled(double[] theta, double[] coefficients, int battles, long seed)
    {
        var random = SplitMix64.Stream(seed, 0);
        for (var i = 0; i < battles; i++)
        {
            var (a, b) = Pair(theta.Length, random);
            // The stronger write longer answers, so that strength and style are mixed up.
            var (ofA, ofB) = (Style(theta[a], random), Style(theta[b], random));
            var (length, headers, lists, bolds) = StyleFeatures.Of(ofA, ofB);
            var logit = theta[a] - theta[b] + coefficients[0] * length + coefficients[1] * headers + coefficients[2] * lists + coefficients[3] * bolds;
            yield return (
                new($"model-{a:D2}", $"model-{b:D2}", Uniform(random) < 1 / (1 + Math.Exp(-logit)) ? Outcome.AWins : Outcome.BWins), ofA, ofB);
        }
    }

    public static double Uniform(SplitMix64 random) => random.Below(1UL << 53) / (double)(1UL << 53);

    private static AnswerStyle Style(double theta, SplitMix64 random) => new(
        Math.Round(60 * Math.Exp(theta + 2 * Uniform(random))), random.Below(5), random.Below(12), random.Below(9));

    private static (int A, int B) Pair(int contestants, SplitMix64 random)
    {
        var a = (int)random.Below((ulong)contestants);
        var b = (int)random.Below((ulong)contestants - 1);
        return (a, b >= a ? b + 1 : b);
    }
}
