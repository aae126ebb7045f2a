using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Formats.Recorded;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Campaigns;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>Who takes part: the contestants and the judge of a file, with the files that they name found and hashed.</summary>
/// <param name="Temperatures">Of the contestants, in their order.</param>
public sealed record ArenaEntries(IReadOnlyList<ContestantReference> Contestants, IReadOnlyList<double> Temperatures, JudgeReference Judge, JudgeReference? CompareWith)
{
    /// <exception cref="CampaignStoppedException">A file or folder is missing, or a file of recorded answers cannot be read.</exception>
    public static async Task<ArenaEntries> ResolveAsync(ModelArenaSpec spec, string specPath, CancellationToken cancellationToken)
    {
        var files = new CampaignPaths(specPath);
        var entries = new List<(ContestantReference Contestant, double Temperature)>();
        foreach (var (i, contestant) in spec.Contestants.Index())
            foreach (var reference in await ResolveAsync(contestant, $"contestants.{i}", spec, files, cancellationToken))
                entries.Add((reference, contestant.Temperature));
        if (entries.Count < 2)
            throw new CampaignStoppedException($"{specPath}: contestants: there is only {entries.Count} contestant, and a battle takes two.");
        if (entries.GroupBy(e => e.Contestant.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new CampaignStoppedException($"{specPath}: contestants: \"{twice.Key}\" occurs twice; give one of them a name of its own, or leave it out.");
        var names = entries.ConvertAll(e => e.Contestant.Name);
        RefuseUnknown(spec.Arena.Anchor, "arena.anchor");
        RefuseUnknown(spec.Battles.Against, "battles.against");
        RefuseUnknown(spec.Mining?.Target, "mining.target");
        return new(
            entries.ConvertAll(e => e.Contestant), entries.ConvertAll(e => e.Temperature),
            await ResolveAsync(spec.Judge, "judge", spec, files, cancellationToken),
            spec.CompareWith is { } other ? await ResolveAsync(other, "compare_with", spec, files, cancellationToken) : null);

        void RefuseUnknown(string? name, string key)
        {
            if (name is not null && !names.Contains(name))
                throw new CampaignStoppedException($"{specPath}: {key}: \"{name}\" is no contestant; they are {string.Join(", ", names)}.");
        }
    }

    private static async Task<IReadOnlyList<ContestantReference>> ResolveAsync(
        ContestantSpec contestant, string key, ModelArenaSpec spec, CampaignPaths files, CancellationToken cancellationToken)
    {
        switch (contestant.Kind)
        {
            case "openai":
                return
                [
                    new(contestant.Name!, null, Model(
                        contestant.Endpoint!, contestant.Model!, contestant.TopP, contestant.SystemPrompt, contestant.ExtraBody,
                        contestant.InputPrice, contestant.OutputPrice, spec, files)),
                ];
            case "checkpoint":
                return [new(contestant.Name!, await files.FolderAsync(contestant.Checkpoint!, $"{key}.checkpoint", cancellationToken))];
            default:
                var file = await files.FileAsync(contestant.File!, $"{key}.file", cancellationToken);
                if (contestant.Model is { } model) return [new(contestant.Name ?? model, null, Recorded: new(file, model))];
                return [.. (await RecordedModelsAsync(file, $"{key}.file", files, cancellationToken))
                    .Select(name => new ContestantReference(name, null, Recorded: new(file, name)))];
        }
    }

    private static async Task<IEnumerable<string>> RecordedModelsAsync(
        ArtifactReference file, string key, CampaignPaths files, CancellationToken cancellationToken)
    {
        try
        {
            return (await RecordedAnswerIndex.ReadAsync(file.LocalPath(), cancellationToken)).Models.Select(model => model.Model);
        }
        catch (InvalidDataException e)
        {
            throw new CampaignStoppedException($"{files.SpecPath}: {key}: {e.Message}");
        }
    }

    /// <summary>A judge's prompt: a name, or the full path of a file.</summary>
    public static string PromptOf(string written, Func<string, string> resolve) =>
        written.EndsWith(".yaml", StringComparison.Ordinal) ? resolve(written) : written;

    private static EndpointModel Model(
        string endpoint, string model, double? topP, string? systemPrompt, string? extraBody, double inputPrice, double outputPrice,
        ModelArenaSpec spec, CampaignPaths files) => new(
            spec.Endpoints.Single(e => e.Name == endpoint).Settings(files.Resolve), model, topP, systemPrompt, extraBody,
            (decimal)inputPrice, (decimal)outputPrice);

    private static async Task<JudgeReference> ResolveAsync(
        JudgeSpec judge, string key, ModelArenaSpec spec, CampaignPaths files, CancellationToken cancellationToken)
    {
        var reference = new JudgeReference(
            judge.Name, Word<JudgeKind>(judge.Kind), new(Word<GameCombination>(judge.Combine), judge.TieMargin, Word<FlipRule>(judge.Flip)));
        switch (reference.Kind)
        {
            case JudgeKind.Llm:
                return reference with
                {
                    Llm = new(
                        Model(judge.Endpoint!, judge.Model!, null, null, judge.ExtraBody, judge.InputPrice, judge.OutputPrice, spec, files),
                        PromptOf(judge.Prompt, files.Resolve), judge.Temperature, judge.MaxTokens, judge.Attempts, judge.UseReference, judge.JsonMode),
                };
            case JudgeKind.RewardModel:
                return reference with { RewardModel = await files.FolderAsync(judge.Checkpoint!, $"{key}.checkpoint", cancellationToken) };
            case JudgeKind.Recorded:
                return reference with { Recorded = await files.FileAsync(judge.File!, $"{key}.file", cancellationToken) };
            case JudgeKind.Jury:
                var members = new List<JudgeReference>();
                foreach (var (i, member) in judge.Members.Index())
                    members.Add(await ResolveAsync(member, $"{key}.members.{i}", spec, files, cancellationToken));
                return reference with { Jury = new(members, Word<JuryRule>(judge.Rule)) };
            default:
                return reference;
        }
    }

    /// <summary>The words of the file are the snake_case names of the values.</summary>
    internal static T Word<T>(string word) where T : struct, Enum =>
        Enum.GetValues<T>().Single(value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == word);
}
