using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Losses;

/// <summary>Direct Preference Optimization, Rafailov et al., arXiv 2305.18290, equation 7.</summary>
public static class DpoLoss
{
    /// <summary>-log sigmoid(beta * ((chosen - referenceChosen) - (rejected - referenceRejected))).</summary>
    /// <param name="chosen">[P]: log-probability of each chosen response under the policy; the others likewise.</param>
    /// <returns>Losses [P], and the rewards beta * (policy - reference) of both responses, [P] each.</returns>
    public static (Tensor Losses, Tensor ChosenRewards, Tensor RejectedRewards) Of(
        Tensor chosen, Tensor rejected, Tensor referenceChosen, Tensor referenceRejected, Scalar beta)
    {
        var chosenRewards = chosen.sub(referenceChosen).mul(beta);
        var rejectedRewards = rejected.sub(referenceRejected).mul(beta);
        return (Softplus.Of(rejectedRewards.sub(chosenRewards)), chosenRewards, rejectedRewards);
    }
}
