using System.CommandLine;
using System.Globalization;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Validation;
using ArenaLearning.DataMining.Import;
using ArenaLearning.Flywheel.Campaigns;
using ArenaLearning.Flywheel.ModelArena;
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
            await CampaignCheck.RunAsync(campaign, cancellationToken);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(campaign.ModelArena is { } arena
                ? await ArenaTextAsync(campaign, arena, new(parsed.GetValue(answer) ?? arena.Battles.MaxTokens, parsed.GetValue(verdict), parsed.GetValue(seconds)), cancellationToken)
                : FlywheelText(FlywheelPlan.Of(campaign.Spec)));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<string> ArenaTextAsync(
        CampaignFile campaign, ModelArenaSpec spec, PlanAssumptions assumed, CancellationToken cancellationToken)
    {
        try
        {
            var entries = await ArenaEntries.ResolveAsync(spec, Path.GetFullPath(campaign.Path), cancellationToken);
            var prompts = await PromptSetImport.ReadAsync(campaign.Resolve(spec.Prompts.File), spec.Prompts.Limit, cancellationToken);
            return Text(ArenaPlan.Of(spec, entries, prompts, assumed), prompts.Count, spec, assumed);
        }
        catch (Exception e) when (e is CampaignStoppedException or ImportRefusedException)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    internal static string Text(ArenaPlan plan, int prompts, ModelArenaSpec spec, PlanAssumptions assumed)
    {
        var lines = new List<string> { Line($"{prompts:N0} prompts, {plan.Units:N0} units: answers and verdicts.") };
        if (plan.Requests.Count == 0) lines.Add("No endpoint is asked: nothing is paid for.");
        else
        {
            lines.Add(PlainTable.Text(["role", "name", "endpoint"], ["requests", "prompt tokens", "response tokens", "US dollars"], plan.Requests.Select(r =>
                new[] { r.Role, r.Name, r.Endpoint, Line($"{r.Requests:N0}"), Line($"{r.PromptTokens:N0}"), Line($"{r.ResponseTokens:N0}"), Line($"{r.CostUsd:N2}") })));
            lines.Add(PlainTable.Text(["endpoint", "limited by"], ["requests", "tokens", "US dollars", "least time"], plan.Endpoints.Select(e =>
                new[] { e.Endpoint, e.LimitedBy, Line($"{e.Requests:N0}"), Line($"{e.Tokens:N0}"), Line($"{e.CostUsd:N2}"), ProgressText.Duration(TimeSpan.FromSeconds(e.Seconds)) })));
            lines.Add(Line($"Taken for given: answers of {assumed.AnswerTokens:N0} tokens, replies of judges of {assumed.VerdictTokens:N0}, {assumed.SecondsPerRequest:0.##} s a request. Answers in the cache are not counted off; tokens of prompts are estimated."));
        }
        if (spec.Budget is { } budget && plan.Requests.Sum(r => r.CostUsd) is var cost && budget.MaxCost is { } most && (double)cost > most)
            lines.Add(Line($"The budget of {most:N2} US dollars does not reach: the campaign will stop before its end."));
        return string.Join('\n', lines);
    }

    internal static string FlywheelText(IReadOnlyList<PlannedStage> stages) => string.Join('\n',
        PlainTable.Text(["stage"], ["answers", "battles", "training steps"], stages
            .Append(new("all", stages.Sum(s => s.Answers), stages.Sum(s => s.Battles), stages.Sum(s => s.TrainingSteps)))
            .Select(s => new[] { s.Stage, Line($"{s.Answers:N0}"), Line($"{s.Battles:N0}"), Line($"{s.TrainingSteps:N0}") })),
        "All of it is local: nothing is paid for. Stages that mining leaves without rows are skipped.");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
