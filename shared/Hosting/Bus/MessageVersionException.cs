namespace ArenaLearning.Hosting.Bus;

/// <summary>A message has a newer shape than this process knows. It goes to the error queue, and trying again is no use.</summary>
public sealed class MessageVersionException(string message) : Exception(message);
