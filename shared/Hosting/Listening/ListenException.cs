namespace ArenaLearning.Hosting.Listening;

/// <summary>An address cannot be listened at: another program does, or this one may not. The message says what to do.</summary>
public sealed class ListenException(string message, Exception inner) : Exception(message, inner);
