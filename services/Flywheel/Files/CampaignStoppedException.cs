namespace ArenaLearning.Flywheel.Files;

/// <summary>The campaign cannot go on; the message says why and what to do.</summary>
public sealed class CampaignStoppedException(string message) : Exception(message);
