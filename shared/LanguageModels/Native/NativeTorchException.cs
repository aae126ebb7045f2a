namespace ArenaLearning.LanguageModels.Native;

/// <summary>The native half of torch could not be loaded; the message says what to do.</summary>
public sealed class NativeTorchException(string message, Exception? inner = null) : Exception(message, inner);
