using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Judging.Games;

namespace ArenaLearning.Judging.LlmJudges;

/// <summary>The prompt files that this process judges with, each read once.</summary>
public sealed class JudgePrompts(IArtifactStore artifacts)
{
    private const int Capacity = 64;

    private readonly ArtifactCache<JudgePrompt> files = new(
        Capacity, async file => JudgePromptFile.Read(await artifacts.MaterializeFileAsync(file)));

    /// <exception cref="ArtifactException">The file is not there, is damaged or has changed.</exception>
    /// <exception cref="JudgeException">It is no prompt file; names file and line.</exception>
    public Task<JudgePrompt> GetAsync(ArtifactReference file) => files.GetAsync(file);
}
