using System.Runtime.CompilerServices;
using ArenaLearning.LanguageModels.Decoder;
using TorchSharp;
using static TorchSharp.torch;

namespace ArenaLearning.Training.Losses;

/// <summary>log(1 + exp(x)), which is -log sigmoid(-x).</summary>
/// <remarks>
/// TorchSharp's own makes numbers that the garbage collector may free while the operator reads them (see <see cref="Scalars"/>); the method
/// behind it, which it does not show, takes them from the caller.
/// </remarks>
public static class Softplus
{
    // torch's defaults: from the threshold on it is x itself.
    private static readonly Scalar Beta = 1.0, Threshold = 20.0;

    /// <returns>In the shape of <paramref name="x"/>.</returns>
    public static Tensor Of(Tensor x) => Native(x, Beta, Threshold);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor Native(Tensor x, Scalar beta, Scalar threshold);
}
