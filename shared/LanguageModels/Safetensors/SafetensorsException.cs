namespace ArenaLearning.LanguageModels.Safetensors;

/// <summary>A safetensors file is damaged, contradicts itself or holds what is not supported. Names the file and, where one is at fault, the tensor.</summary>
public sealed class SafetensorsException(string file, string? tensor, string problem, Exception? inner = null)
    : FormatException(tensor is null ? $"{file}: {problem}" : $"{file}: tensor '{tensor}': {problem}", inner)
{
    public string File { get; } = file;

    /// <summary>The tensor at fault, or null where it is the file as a whole.</summary>
    public string? Tensor { get; } = tensor;
}
