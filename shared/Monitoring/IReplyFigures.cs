namespace ArenaLearning.Monitoring;

/// <summary>What the cache of a process's replies does. The room that keeps replies registers it; a process that asks no endpoints has none.</summary>
public interface IReplyFigures
{
    ReplyCounts Read();
}
