using ArenaLearning.Flywheel.Files;

namespace ArenaLearning.Flywheel.Work;

/// <summary>What must hold between the values of <see cref="WorkSpec"/>.</summary>
internal static class WorkRules
{
    public static IEnumerable<BrokenRule> Broken(WorkSpec work)
    {
        if (work.Window < Math.Max(work.GenerationChunk, work.JudgingChunk))
            yield return new($"must hold at least one chunk of {Math.Max(work.GenerationChunk, work.JudgingChunk)}, is {work.Window}",
                "work.window", "work.generation_chunk", "work.judging_chunk");
    }
}
