namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">In the order in which they lie in the file.</param>
/// <param name="Metadata">The header's <c>__metadata__</c>; empty where there is none.</param>
public sealed record SafetensorsFile(IReadOnlyList<SafetensorsTensor> Tensors, IReadOnlyDictionary<string, string> Metadata);
