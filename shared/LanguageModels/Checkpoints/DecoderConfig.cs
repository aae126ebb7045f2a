namespace ArenaLearning.LanguageModels.Checkpoints;

/// <summary>
/// The shape of a Llama decoder with tied embeddings and one key-value head per attention head; in a checkpoint folder it is
/// <c>config.json</c>.
/// </summary>
/// <param name="Heads">Attention heads; divides <paramref name="HiddenSize"/> into even parts.</param>
/// <param name="MaxPositions">Tokens that fit, prompt and response together.</param>
/// <param name="RopeTheta">Base of the rotary position embedding's wavelengths.</param>
/// <param name="NormEpsilon">What RMSNorm adds to the mean square.</param>
public sealed record DecoderConfig(
    int VocabularySize, int HiddenSize, int IntermediateSize, int Layers, int Heads, int MaxPositions,
    double RopeTheta = 10_000, double NormEpsilon = 1e-6);
