using TorchSharp;

namespace ArenaLearning.LanguageModels.Decoder;

/// <summary>
/// Numbers handed to native operators. TorchSharp frees a temporary <see cref="Scalar"/> when the garbage collector
/// runs, even while the operator that got it still reads it; one that lives as long as the process is safe. For the
/// same reason the code here writes <c>a.add(b, One)</c> and not <c>a + b</c> nor <c>a.add(number)</c>, which makes its own 1.
/// </summary>
public static class Scalars
{
    public static readonly Scalar One = 1f;
    public static readonly Scalar MinusOne = -1f;
    public static readonly Scalar Two = 2f;
    public static readonly Scalar Half = 0.5f;
    public static readonly Scalar Zero = 0f;
}
