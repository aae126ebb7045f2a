using ArenaLearning.Arena.Rankings;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.DataMining.Import;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Yaml;
using ArenaLearning.Judging.Judges;
using ArenaLearning.Judging.LlmJudges;
using ArenaLearning.Judging.Recorded;
using ArenaLearning.LanguageModels.Checkpoints;

namespace ArenaLearning.Arena.Validation;

/// <summary>Looks for every file, checkpoint and key that a model arena names, before anything is asked or paid.</summary>
public static class ModelArenaCheck
{
    /// <exception cref="FileRefusedException">Names each that is missing or cannot be used, with its line and key.</exception>
    public static async Task RunAsync(CampaignFile campaign, ModelArenaSpec spec, CancellationToken cancellationToken)
    {
        var problems = new List<FileProblem>();
        await NeedReadableAsync(spec.Prompts.File, "prompts.file", path => PromptSetImport.ReadAsync(path, spec.Prompts.Limit, cancellationToken));
        await NeedReadableAsync(spec.Arena.Reference, "arena.reference", path => Task.FromResult(ReferenceRanking.Read(path)));
        foreach (var (i, endpoint) in spec.Endpoints.Index()) NeedKey(endpoint, $"endpoints.{i}");
        foreach (var (i, contestant) in spec.Contestants.Index())
        {
            await NeedReadableAsync(contestant.File, $"contestants.{i}.file", path => RecordedAnswerIndex.ReadAsync(path, cancellationToken));
            await NeedCheckpointAsync(contestant.Checkpoint, $"contestants.{i}.checkpoint", rewardModel: false);
        }
        foreach (var (key, judge) in Judges("judge", spec.Judge).Concat(spec.CompareWith is { } other ? Judges("compare_with", other) : []))
        {
            await NeedReadableAsync(judge.File, $"{key}.file", path => RecordedVerdictIndex.ReadAsync(path, cancellationToken));
            if (judge.Kind == "llm") NeedPrompt(judge.Prompt, $"{key}.prompt");
            await NeedCheckpointAsync(judge.Checkpoint, $"{key}.checkpoint", rewardModel: true);
        }
        if (problems.Count > 0) throw new FileRefusedException(problems);

        bool NeedFile(string? written, string key)
        {
            if (written is null) return false;
            var path = campaign.Resolve(written);
            if (File.Exists(path)) return true;
            problems.Add(campaign.Problem(key, Directory.Exists(path) ? $"{path} is a folder; name a file" : $"there is no file {path}"));
            return false;
        }

        async Task NeedReadableAsync<T>(string? written, string key, Func<string, Task<T>> readAsync)
        {
            if (!NeedFile(written, key)) return;
            try
            {
                await readAsync(campaign.Resolve(written!));
            }
            catch (Exception e) when (e is InvalidDataException or ImportRefusedException or CommandRefusedException or IOException or UnauthorizedAccessException)
            {
                problems.Add(campaign.Problem(key, e.Message));
            }
        }

        void NeedPrompt(string prompt, string key)
        {
            try
            {
                JudgePromptFile.Read(JudgeFiles.PromptOf(prompt, campaign.Resolve));
            }
            catch (JudgeException e)
            {
                problems.Add(campaign.Problem(key, e.Message));
            }
        }

        void NeedKey(EndpointSpec endpoint, string path)
        {
            if (endpoint.KeyEnv is { } name && string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)))
                problems.Add(campaign.Problem($"{path}.key_env", $"the environment variable {name} is not set; export it with the key of {endpoint.BaseUrl}"));
            NeedFile(endpoint.KeyFile, $"{path}.key_file");
        }

        async Task NeedCheckpointAsync(string? written, string key, bool rewardModel)
        {
            if (written is null) return;
            try
            {
                var checkpoint = await CheckpointFolder.ReadAsync(campaign.Resolve(written), cancellationToken);
                if (checkpoint.IsRewardModel && !rewardModel)
                    problems.Add(campaign.Problem(key, $"{written} holds a reward model, which answers nothing; name a language model"));
                if (!checkpoint.IsRewardModel && rewardModel)
                    problems.Add(campaign.Problem(key, $"{written} holds a language model, which scores nothing; name a reward model"));
            }
            catch (Exception e) when (e is CheckpointException or IOException or UnauthorizedAccessException)
            {
                problems.Add(campaign.Problem(key, e.Message));
            }
        }
    }

    private static IEnumerable<(string Key, JudgeSpec Judge)> Judges(string key, JudgeSpec judge) =>
        judge.Members.SelectMany((member, i) => Judges($"{key}.members.{i}", member)).Prepend((key, judge));
}
