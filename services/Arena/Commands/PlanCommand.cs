using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.CampaignChecks;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Import;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.ModelArena;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena plan</c>: what a campaign would ask of whom, before anything is asked.</summary>
internal static class PlanCommand
{
    public const string Example = """
        arena plan campaign.yaml
        arena plan campaign.yaml --answer-tokens 300 --seconds-per-request 4
        """;

    public static Command Create()
    {
        var options = new CampaignOptions();
        var answer = new Option<int?>("--answer-tokens")
        {
            HelpName = "N",
            Description = "Tokens that an answer is taken to have [default: battles.max_tokens, the most it can]",
        };
        var verdict = new Option<int>("--verdict-tokens")
        {
            HelpName = "N",
            Description = "Tokens that a judge's reply is taken to have",
            DefaultValueFactory = _ => 200,
        };
        var seconds = new Option<double>("--seconds-per-request")
        {
            HelpName = "S",
            Description = "How long an endpoint is taken to need for an answer",
            DefaultValueFactory = _ => 2,
        };
        var command = new Command("plan", "Show units, tokens, cost and time of a campaign before it asks anyone anything.");
        options.AddTo(command);
        command.Add(answer);
        command.Add(verdict);
        command.Add(seconds);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(answer) < 1 || parsed.GetValue(verdict) < 1 || !(parsed.GetValue(seconds) > 0))
                throw new CommandRefusedException("--answer-tokens, --verdict-tokens and --seconds-per-request must be above 0");
            var campaign = await options.ReadAsync(parsed, cancellationToken);
            await CampaignOptions.CheckAsync(parsed, campaign, cancellationToken);
            var assumed = new PlanAssumptions(
                parsed.GetValue(answer) ?? campaign.ModelArena?.Battles.MaxTokens ?? campaign.Spec.Battles.MaxTokens, parsed.GetValue(verdict),
                parsed.GetValue(seconds));
            await parsed.InvocationConfiguration.Output.WriteLineAsync(campaign.ModelArena is { } arena
                ? await ArenaTextAsync(campaign, arena, assumed, cancellationToken)
                : await FlywheelTextAsync(campaign, campaign.Spec, assumed, cancellationToken));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<string> ArenaTextAsync(
        CampaignFile campaign, ModelArenaSpec spec, PlanAssumptions assumed, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await ArenaEntries.ResolveAsync(spec, Paths(campaign), cancellationToken);
            var prompts = await PromptSetImport.ReadAsync(campaign.Resolve(spec.Prompts.File), spec.Prompts.Limit, cancellationToken);
            return Text(ArenaPlan.Of(spec, entries, prompts, assumed), prompts.Count, spec, assumed);
        }
        catch (Exception e) when (e is CampaignStoppedException or ImportRefusedException)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    // What it names is only looked at: nothing of it goes anywhere.
    private static LocalPaths Paths(CampaignFile campaign)
    {
        var path = Path.GetFullPath(campaign.Path);
        return new(path, new FolderArtifactStore(), ArtifactScope.OfFolder(Path.GetDirectoryName(path)!));
    }

    internal static string Text(ArenaPlan plan, int prompts, ModelArenaSpec spec, PlanAssumptions assumed) => string.Join('\n',
    [
        Line($"{prompts:N0} prompts, {plan.Units:N0} units: answers and verdicts."),
        .. plan.Requests.Count == 0 ? ["No endpoint is asked: nothing is paid for."] : Paid(plan.Requests, plan.Endpoints, assumed, spec.Budget),
    ]);

    private static async Task<string> FlywheelTextAsync(
        CampaignFile campaign, TrainingCampaignSpec spec, PlanAssumptions assumed, CancellationToken cancellationToken)
    {
        var lines = new List<string> { FlywheelText(TrainingCampaignPlan.Of(spec)) };
        var requests = spec.Endpoints is null ? [] : await FlywheelRequestsAsync(campaign, spec, assumed, cancellationToken);
        if (requests.Count == 0) lines.Add("All of it is local: nothing is paid for. Stages that mining leaves without rows are skipped.");
        else
        {
            lines.Add("Stages that mining leaves without rows are skipped.");
            lines.AddRange(Paid(requests, PlannedEndpoint.Of(requests, spec.AllEndpoints, assumed), assumed, spec.Budget));
        }
        return string.Join('\n', lines);
    }

    private static async Task<IReadOnlyList<PlannedRequests>> FlywheelRequestsAsync(
        CampaignFile campaign, TrainingCampaignSpec spec, PlanAssumptions assumed, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await TrainingCampaignEntries.ResolveAsync(spec, Paths(campaign), cancellationToken);
            return TrainingCampaignPlan.Requests(spec, entries.Competitors, entries.Judge, await PromptTokensAsync(spec, cancellationToken), assumed);
        }
        catch (CampaignStoppedException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    /// <summary>Tokens of each prompt set, which the seed alone decides, so they are built as the campaign will and thrown away.</summary>
    private static async Task<IReadOnlyDictionary<string, long>> PromptTokensAsync(TrainingCampaignSpec spec, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("arena-plan-");
        try
        {
            var artifacts = new FolderArtifactStore();
            var built = await PromptSetBuilder.BuildAsync(
                CampaignJobs.PromptSets("", "", ArtifactScope.OfFolder(folder.FullName), spec.Prompts, spec.Seed), artifacts, cancellationToken);
            if (built.Failure is { } failure) throw new CommandRefusedException(failure);
            var tokens = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (name, file) in built.Sets.Where(set => set.Key != Field.InitialSet))
                tokens[name] = await artifacts.ReadRowsAsync<PromptRow>(file, cancellationToken)
                    .Select(prompt => SpendEstimate.Tokens(prompt.Messages)).SumAsync(cancellationToken);
            return tokens;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static string FlywheelText(IReadOnlyList<PlannedStage> stages) => PlainTable.Text(
        ["stage"], ["answers", "battles", "training steps"], stages
            .Select(s => (s.Stage, s.Answers, s.Battles, s.TrainingSteps))
            .Append((Stage: "all", Answers: stages.Sum(s => s.Answers), Battles: stages.Sum(s => s.Battles), TrainingSteps: stages.Sum(s => s.TrainingSteps)))
            .Select(s => new[] { s.Stage, Line($"{s.Answers:N0}"), Line($"{s.Battles:N0}"), Line($"{s.TrainingSteps:N0}") }));

    /// <summary>What is asked of whom, what it costs and how long it takes.</summary>
    private static IEnumerable<string> Paid(
        IReadOnlyList<PlannedRequests> requests, IReadOnlyList<PlannedEndpoint> endpoints, PlanAssumptions assumed, BudgetSpec? budget)
    {
        yield return PlainTable.Text(["role", "name", "endpoint"], ["requests", "prompt tokens", "response tokens", "US dollars"], requests.Select(r =>
            new[]
            {
                r.Role, r.Name, r.Endpoint,
                Line($"{r.Requests:N0}"), Line($"{r.PromptTokens:N0}"), Line($"{r.ResponseTokens:N0}"), Line($"{r.CostUsd:N2}"),
            }));
        yield return PlainTable.Text(["endpoint", "limited by"], ["requests", "tokens", "US dollars", "least time"], endpoints.Select(e =>
            new[]
            {
                e.Endpoint, e.LimitedBy, Line($"{e.Requests:N0}"), Line($"{e.Tokens:N0}"), Line($"{e.CostUsd:N2}"),
                ProgressText.Duration(TimeSpan.FromSeconds(e.Seconds)),
            }));
        yield return Line(
                $"Taken for given: answers of {assumed.AnswerTokens:N0} tokens, replies of judges of {assumed.VerdictTokens:N0}, ")
            + Line($"{assumed.SecondsPerRequest:0.##} s a request. Answers in the cache are not counted off; tokens of prompts are estimated.");
        if (budget?.MaxCost is { } most && (double)requests.Sum(r => r.CostUsd) > most)
            yield return Line($"The budget of {most:N2} US dollars does not reach: the campaign will stop before its end.");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
