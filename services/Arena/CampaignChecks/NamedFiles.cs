using ArenaLearning.Arena.Validation;
using ArenaLearning.DataMining.Import;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Judging.Judges;
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

    /// <summary>The keys of endpoints, where they ask for any.</summary>
    public void NeedKeys(IReadOnlyList<EndpointSpec> endpoints)
    {
        foreach (var (i, endpoint) in endpoints.Index())
        {
            if (endpoint.KeyEnv is { } name && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)))
                Note($"endpoints.{i}.key_env", $"the environment variable {name} is not set; export it with the key of {endpoint.BaseUrl}");
            NeedFile(endpoint.KeyFile, $"endpoints.{i}.key_file");
        }
    }

    /// <summary>All that a judge, and a jury's members, are made of.</summary>
    public async Task NeedJudgeAsync(JudgeSpec judge, string key, CancellationToken cancellationToken)
    {
        await NeedReadableAsync(judge.File, $"{key}.file", path => RecordedVerdictIndex.ReadAsync(path, cancellationToken));
        if (judge.Kind == "llm") NeedPrompt(judge.Prompt, $"{key}.prompt");
        await NeedCheckpointAsync(judge.Checkpoint, $"{key}.checkpoint", rewardModel: true, cancellationToken);
        foreach (var (i, member) in judge.Members.Index()) await NeedJudgeAsync(member, $"{key}.members.{i}", cancellationToken);
    }

    /// <summary>A checkpoint, where one is named.</summary>
    /// <returns>What was read; null where there is none, or none of that kind.</returns>
    public async Task<Checkpoint?> NeedCheckpointAsync(string? written, string key, bool rewardModel, CancellationToken cancellationToken)
    {
        if (written is null) return null;
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
        var path = campaign.Resolve(written);
        if (File.Exists(path)) return true;
        Note(key, Directory.Exists(path) ? $"{path} is a folder; name a file" : $"there is no file {path}");
        return false;
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
