using ArenaLearning.Arena.Rankings;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.DataMining.Import;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Arena.CampaignChecks;

/// <summary>Looks for every file, checkpoint and key that a model arena names, before anything is asked or paid.</summary>
public static class ModelArenaCheck
{
    /// <exception cref="FileRefusedException">Names each that is missing or cannot be used, with its line and key.</exception>
    /// <returns>What lacks and is not needed.</returns>
    public static async Task<IReadOnlyList<FileProblem>> RunAsync(
        CampaignFile campaign, ModelArenaSpec spec, bool keysAreHere, CancellationToken cancellationToken)
    {
        var problems = new List<FileProblem>();
        var named = new NamedFiles(campaign, problems);
        await named.NeedReadableAsync(spec.Prompts.File, "prompts.file", path => PromptSetImport.CheckAsync(path, spec.Prompts.Limit, cancellationToken));
        await named.NeedReadableAsync(spec.Arena.Reference, "arena.reference", path => Task.FromResult(ReferenceRanking.Read(path)));
        var warnings = keysAreHere ? named.NeedKeys(spec.Endpoints) : [];
        foreach (var (i, contestant) in spec.Contestants.Index())
        {
            if (contestant is RecordedContestantSpec recorded)
                await named.NeedReadableAsync(recorded.File, $"contestants.{i}.file", path => RecordedAnswerIndex.ReadAsync(path, cancellationToken));
            if (contestant is CheckpointContestantSpec local)
                await named.NeedContestantAsync(local.Checkpoint, $"contestants.{i}.checkpoint", spec.Battles.MaxTokens, cancellationToken);
        }
        await named.NeedJudgeAsync(spec.Judge, "judge", cancellationToken);
        if (spec.CompareWith is { } other) await named.NeedJudgeAsync(other, "compare_with", cancellationToken);
        if (problems.Count > 0) throw new FileRefusedException(problems);
        return warnings;
    }
}
