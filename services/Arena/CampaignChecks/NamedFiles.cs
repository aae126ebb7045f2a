using ArenaLearning.Arena.Validation;
using ArenaLearning.DataMining.Import;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Judging.Games;
using ArenaLearning.Judging.LlmJudges;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.LanguageModels.Checkpoints;

namespace ArenaLearning.Arena.CampaignChecks;

/// <summary>Looks for the files, checkpoints, prompts and keys that a campaign file names, and notes those that are missing or of no use.</summary>
internal sealed class NamedFiles(CampaignFile campaign, ICollection<FileProblem> problems)
{
    /// <summary>A file that must be there and can be read, where it is named.</summary>
    public async Task NeedReadableAsync<T>(string? written, string key, Func<string, Task<T>> readAsync)
    {
        if (!NeedFile(written, key)) return;
        try
        {
            await readAsync(campaign.Resolve(written!));
        }
        catch (Exception e) when (e is InvalidDataException or ImportRefusedException or CommandRefusedException or IOException or UnauthorizedAccessException)
        {
            Note(key, e.Message);
        }
    }

    /// <summary>The keys of endpoints, where they ask for any. One that lacks is no problem where nobody is asked there.</summary>
    /// <returns>What lacks and is not needed.</returns>
    public IReadOnlyList<FileProblem> NeedKeys(IReadOnlyList<EndpointSpec> endpoints)
    {
        var asked = campaign.AskedEndpoints.ToHashSet(StringComparer.Ordinal);
        var warnings = new List<FileProblem>();
        foreach (var (i, endpoint) in endpoints.Index())
        {
            if (Lacking(endpoint, $"endpoints.{i}") is not var (key, what)) continue;
            if (asked.Contains(endpoint.Name)) Note(key, what);
            else warnings.Add(campaign.Problem(key, $"{what}. The campaign goes on without: nobody is asked at {endpoint.Name}"));
        }
        return warnings;
    }

    /// <summary>All that a judge, and a jury's members, are made of.</summary>
    public async Task NeedJudgeAsync(JudgeSpec judge, string key, CancellationToken cancellationToken)
    {
        switch (judge)
        {
            case RecordedJudgeSpec recorded:
                await NeedReadableAsync(recorded.File, $"{key}.file", path => RecordedVerdictIndex.ReadAsync(path, cancellationToken));
                break;
            case LlmJudgeSpec llm:
                NeedPrompt(llm.Prompt, $"{key}.prompt");
                break;
            case RewardModelJudgeSpec rewardModel:
                await NeedCheckpointAsync(rewardModel.Checkpoint, $"{key}.checkpoint", rewardModel: true, cancellationToken);
                break;
        }
        foreach (var (i, juror) in judge.Jurors.Index()) await NeedJudgeAsync(juror, $"{key}.members.{i}", cancellationToken);
    }

    /// <summary>A language model in which an answer fits beside its prompt.</summary>
    /// <param name="maxTokens">Most tokens of an answer.</param>
    /// <returns>Whether there is one; what lacks is noted.</returns>
    public async Task<bool> NeedContestantAsync(string written, string key, int maxTokens, CancellationToken cancellationToken)
    {
        if (await NeedCheckpointAsync(written, key, rewardModel: false, cancellationToken) is not { } checkpoint) return false;
        if (checkpoint.Config.MaxPositions > maxTokens) return true;
        Note(key, $"{campaign.Resolve(written)} fits {checkpoint.Config.MaxPositions} tokens, no more than battles.max_tokens asks for an answer alone "
            + $"({maxTokens}); lower that, or name another model");
        return false;
    }

    /// <returns>The checkpoint; null where there is none, or none of that kind.</returns>
    private async Task<Checkpoint?> NeedCheckpointAsync(string written, string key, bool rewardModel, CancellationToken cancellationToken)
    {
        try
        {
            var checkpoint = await CheckpointFolder.ReadAsync(campaign.Resolve(written), cancellationToken);
            if (checkpoint.IsRewardModel == rewardModel) return checkpoint;
            Note(key, rewardModel
                ? $"{written} holds a language model, which scores nothing; name a reward model"
                : $"{written} holds a reward model, which answers nothing; name a language model");
        }
        catch (Exception e) when (e is CheckpointException or IOException or UnauthorizedAccessException)
        {
            Note(key, e.Message);
        }
        return null;
    }

    public void Note(string key, string what) => problems.Add(campaign.Problem(key, what));

    private bool NeedFile(string? written, string key)
    {
        if (written is null) return false;
        if (LackingFile(written) is not { } lacking) return true;
        Note(key, lacking);
        return false;
    }

    private (string Key, string What)? Lacking(EndpointSpec endpoint, string key) => endpoint switch
    {
        { KeyEnv: { } name } when string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)) =>
            ($"{key}.key_env", $"the environment variable {name} is not set; export it with the key of {endpoint.BaseUrl}"),
        { KeyFile: { } file } when LackingFile(file) is { } lacking => ($"{key}.key_file", lacking),
        _ => null,
    };

    private string? LackingFile(string written)
    {
        var path = campaign.Resolve(written);
        return File.Exists(path) ? null : Directory.Exists(path) ? $"{path} is a folder; name a file" : $"there is no file {path}";
    }

    private void NeedPrompt(string prompt, string key)
    {
        try
        {
            JudgePromptFile.Read(JudgeFiles.PromptOf(prompt, campaign.Resolve));
        }
        catch (JudgeException e)
        {
            Note(key, e.Message);
        }
    }
}
