namespace ArenaLearning.Arena.Validation;

/// <summary>What a person asked for cannot be done as asked; the message says what to change. Exit code 2.</summary>
public sealed class CommandRefusedException(string message) : Exception(message);
