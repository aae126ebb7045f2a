using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Judges;

/// <summary>Judges of a file as workers are told of them, with the files that they name found and hashed.</summary>
public static class JudgeFiles
{
    /// <summary>A judge's prompt: a name, or the full path of a file.</summary>
    public static string PromptOf(string written, Func<string, string> resolve) =>
        IsPromptFile(written) ? resolve(written) : written;

    /// <summary>Whether a judge's prompt is one of a file, not one that has a name.</summary>
    public static bool IsPromptFile(string written) => written.EndsWith(".yaml", StringComparison.Ordinal);

    /// <param name="key">Path of the judge in its file.</param>
    /// <exception cref="CampaignStoppedException">A file or folder is missing.</exception>
    public static async Task<JudgeReference> ResolveAsync(
        JudgeSpec judge, string key, IReadOnlyList<EndpointSpec> endpoints, CampaignPaths files, CancellationToken cancellationToken)
    {
        var reference = new JudgeReference(
            judge.Name, EnumWord.Read<JudgeKind>(judge.Kind), new(EnumWord.Read<GameCombination>(judge.Combine), judge.TieMargin, EnumWord.Read<FlipRule>(judge.Flip)));
        switch (reference.Kind)
        {
            case JudgeKind.Llm:
                return reference with
                {
                    Llm = new(
                        endpoints.Model(judge.Endpoint!, judge.Model!, null, null, judge.ExtraBody, judge.InputPrice, judge.OutputPrice, files),
                        PromptOf(judge.Prompt, files.Resolve), judge.Temperature, judge.MaxTokens, judge.Attempts, judge.UseReference, judge.JsonMode,
                        IsPromptFile(judge.Prompt) ? await files.FileAsync(judge.Prompt, $"{key}.prompt", cancellationToken) : null),
                };
            case JudgeKind.RewardModel:
                return reference with { RewardModel = await files.FolderAsync(judge.Checkpoint!, $"{key}.checkpoint", cancellationToken) };
            case JudgeKind.Recorded:
                return reference with { Recorded = await files.FileAsync(judge.File!, $"{key}.file", cancellationToken) };
            case JudgeKind.Jury:
                var members = new List<JudgeReference>();
                foreach (var (i, member) in judge.Members.Index())
                    members.Add(await ResolveAsync(member, $"{key}.members.{i}", endpoints, files, cancellationToken));
                return reference with { Jury = new(members, EnumWord.Read<JuryRule>(judge.Rule)) };
            default:
                return reference;
        }
    }

    /// <summary>Whether the files of a judge, or of its jury's members, are not what they were.</summary>
    public static bool AreChanged(JudgeReference now, JudgeReference before) => !Files(now).SequenceEqual(Files(before));

    private static IEnumerable<ArtifactReference> Files(JudgeReference judge) =>
        new[] { judge.RewardModel, judge.Recorded, judge.Llm?.PromptFile }.OfType<ArtifactReference>().Concat(judge.Jury?.Members.SelectMany(Files) ?? []);
}
