namespace ArenaLearning.Arena.Running;

/// <summary>The campaign stopped before its end; the message says why.</summary>
public sealed class CampaignFailedException(string message) : Exception(message);
