using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Losses;

/// <summary>Proximal Policy Optimization, Schulman et al., arXiv 1707.06347.</summary>
public static class PpoLosses
{
    /// <summary>The clipped surrogate, equation 7, negated: a loss.</summary>
    /// <param name="logProbabilities">[N]: of the sampled tokens under the policy that trains.</param>
    /// <param name="old">[N]: under the policy that sampled them.</param>
    /// <param name="advantages">[N].</param>
    /// <param name="least">1 - epsilon.</param>
    /// <param name="most">1 + epsilon.</param>
    /// <returns>Losses [N] and probability ratios [N].</returns>
    public static (Tensor Losses, Tensor Ratios) Policy(
        Tensor logProbabilities, Tensor old, Tensor advantages, Scalar least, Scalar most)
    {
        var ratios = logProbabilities.sub(old).exp();
        var clipped = ratios.clamp(least, most);
        return (ratios.mul(advantages).minimum(clipped.mul(advantages)).neg(), ratios);
    }

    /// <summary>0.5 * (value - return)^2.</summary>
    /// <returns>[N].</returns>
    public static Tensor Value(Tensor values, Tensor returns) => values.sub(returns).pow(Scalars.Two).mul(Scalars.Half);

    /// <summary>
    /// KL(policy || reference) at sampled tokens by Schulman's k3 estimator: exp(d) - 1 - d with d = reference - policy;
    /// unbiased and never negative.
    /// </summary>
    public static double KlK3(double logProbability, double reference)
    {
        var difference = reference - logProbability;
        return Math.Exp(difference) - 1 - difference;
    }
}
