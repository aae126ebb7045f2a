using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Losses;

/// <summary>Losses of reward models.</summary>
public static class RewardLosses
{
    /// <summary>
    /// Process reward (Lightman et al., arXiv 2305.20050; WizardMath, arXiv 2308.09583, section 2.3): binary cross-entropy, at
    /// every token, of "the response is right so far".
    /// </summary>
    /// <param name="scores">[N]: logits.</param>
    /// <param name="labels">[N]: 1 where the response is right so far, else 0.</param>
    /// <param name="weights">[N].</param>
    /// <returns>Weighted losses, [N].</returns>
    public static Tensor Process(Tensor scores, Tensor labels, Tensor weights) =>
        Softplus.Of(scores).sub(scores.mul(labels)).mul(weights);

    /// <summary>
    /// Outcome reward (Ouyang et al., arXiv 2203.02155, equation 1): -log sigmoid(chosen - rejected - margin).
    /// WizardMath's instruction reward model has the margin; 0 is plain Bradley-Terry.
    /// </summary>
    /// <param name="chosen">[P]; rejected likewise.</param>
    /// <returns>[P].</returns>
    public static Tensor Pairwise(Tensor chosen, Tensor rejected, Scalar margin) =>
        Softplus.Of(rejected.sub(chosen).add(margin, Scalars.One));
}
