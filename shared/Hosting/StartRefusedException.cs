namespace ArenaLearning.Hosting;

/// <summary>A service cannot work as it is set up; the message says why and what to do.</summary>
public sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
