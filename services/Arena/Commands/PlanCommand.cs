using System.CommandLine;
using System.Globalization;
using ArenaLearning.Api.V1;
using ArenaLearning.Arena.Progress;
using ArenaLearning.Arena.Remote;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Artifacts;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Measuring;
using ArenaLearning.Flywheel.Api;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Planning;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena plan</c>: what a campaign would ask of whom, before anything is asked.</summary>
internal static class PlanCommand
{
    public const string Example = """
        arena plan campaign.yaml
        arena plan campaign.yaml --answer-tokens 300 --seconds-per-request 4
        arena plan campaign.yaml --server http://localhost:8080
        """;

    private const string Skipped = "Stages that mining leaves without rows are skipped.";

    public static Command Create()
    {
        var options = new CampaignOptions();
        var answer = new Option<int?>("--answer-tokens")
        {
            HelpName = "N",
            Description = "Tokens that an answer is taken to have [default: battles.max_tokens, the most it can]",
        };
        var verdict = new Option<int?>("--verdict-tokens")
        {
            HelpName = "N",
            Description = "Tokens that a judge's reply is taken to have [default: 200]",
        };
        var seconds = new Option<double?>("--seconds-per-request")
        {
            HelpName = "S",
            Description = "How long an endpoint is taken to need for an answer [default: 2]",
        };
        var server = new Option<string?>("--server")
        {
            HelpName = "URL",
            Description = "Flywheel that plans the campaign, with what it allows and as its workers read the prompts (http://HOST:8080; ARENA_KEY "
                + "holds the key); what the file names is uploaded [default: planned here]",
        };
        var command = new Command("plan", "Show units, tokens, cost and time of a campaign before it asks anyone anything.");
        options.AddTo(command);
        command.Add(answer);
        command.Add(verdict);
        command.Add(seconds);
        command.Add(server);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(answer) < 1 || parsed.GetValue(verdict) < 1 || (parsed.GetValue(seconds) is { } given && !(given > 0)))
                throw new CommandRefusedException("--answer-tokens, --verdict-tokens and --seconds-per-request must be above 0");
            var campaign = await options.ReadAsync(parsed, cancellationToken);
            await CampaignOptions.CheckAsync(parsed, campaign, cancellationToken);
            var defaults = CampaignPlanning.Defaults(campaign);
            var assumed = new PlanAssumptions(
                parsed.GetValue(answer) ?? defaults.AnswerTokens, parsed.GetValue(verdict) ?? defaults.VerdictTokens,
                parsed.GetValue(seconds) ?? defaults.SecondsPerRequest);
            if (parsed.GetValue(server) is not null)
                return await parsed.AskAsync(server, async channel =>
                {
                    var planned = await PlanThereAsync(new(channel), campaign, assumed, parsed.InvocationConfiguration.Error, cancellationToken);
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(Text(planned));
                    return ExitCodes.Done;
                });
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Text(await PlanHereAsync(campaign, assumed, cancellationToken)));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<PlannedCampaign> PlanHereAsync(CampaignFile campaign, PlanAssumptions assumed, CancellationToken cancellationToken)
    {
        try
        {
            // What it names is only looked at: nothing of it goes anywhere.
            var (path, artifacts) = (Path.GetFullPath(campaign.Path), new FolderArtifactStore());
            return await CampaignPlanning.PlanAsync(
                campaign, new LocalPaths(path, artifacts, ArtifactScope.OfFolder(Path.GetDirectoryName(path)!)), assumed,
                (command, token) => PromptMeasuring.MeasureAsync(command, artifacts, token), cancellationToken);
        }
        catch (CampaignStoppedException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    private static async Task<PlannedCampaign> PlanThereAsync(
        Campaigns.CampaignsClient client, CampaignFile campaign, PlanAssumptions assumed, TextWriter notes, CancellationToken cancellationToken)
    {
        try
        {
            var spec = await new CampaignUpload(client).UploadAsync(campaign, notes.WriteLine, cancellationToken);
            return PlanMessages.Of(await client.PlanAsync(new()
            {
                Spec = spec,
                AnswerTokens = assumed.AnswerTokens,
                VerdictTokens = assumed.VerdictTokens,
                SecondsPerRequest = assumed.SecondsPerRequest,
            }, cancellationToken: cancellationToken));
        }
        catch (CampaignStoppedException e)
        {
            throw new CommandRefusedException(e.Message);
        }
    }

    internal static string Text(PlannedCampaign planned)
    {
        var isArena = planned.Stages.Count == 0;
        var lines = new List<string>
        {
            isArena ? Line($"{planned.Prompts:N0} prompts, {planned.Units:N0} units: answers and verdicts.") : StageText(planned.Stages),
        };
        if (planned.Requests.Count == 0)
            lines.Add(isArena ? "No endpoint is asked: nothing is paid for." : $"All of it is local: nothing is paid for. {Skipped}");
        else
        {
            if (!isArena) lines.Add(Skipped);
            lines.AddRange(Paid(planned));
        }
        return string.Join('\n', lines);
    }

    private static string StageText(IReadOnlyList<PlannedStage> stages) => PlainTable.Text(
        ["stage"], ["answers", "battles", "training steps"], stages
            .Select(s => (s.Stage, s.Answers, s.Battles, s.TrainingSteps))
            .Append((Stage: "all", Answers: stages.Sum(s => s.Answers), Battles: stages.Sum(s => s.Battles), TrainingSteps: stages.Sum(s => s.TrainingSteps)))
            .Select(s => new[] { s.Stage, Line($"{s.Answers:N0}"), Line($"{s.Battles:N0}"), Line($"{s.TrainingSteps:N0}") }));

    /// <summary>What is asked of whom, what it costs and how long it takes.</summary>
    private static IEnumerable<string> Paid(PlannedCampaign planned)
    {
        yield return PlainTable.Text(["role", "name", "endpoint"], ["requests", "prompt tokens", "response tokens", "US dollars"], planned.Requests.Select(r =>
            new[]
            {
                r.Role, r.Name, r.Endpoint,
                Line($"{r.Requests:N0}"), Line($"{r.PromptTokens:N0}"), Line($"{r.ResponseTokens:N0}"), Line($"{r.CostUsd:N2}"),
            }));
        yield return PlainTable.Text(["endpoint", "limited by"], ["requests", "tokens", "US dollars", "least time"], planned.Endpoints.Select(e =>
            new[]
            {
                e.Endpoint, e.LimitedBy, Line($"{e.Requests:N0}"), Line($"{e.Tokens:N0}"), Line($"{e.CostUsd:N2}"),
                ProgressText.Duration(TimeSpan.FromSeconds(e.Seconds)),
            }));
        yield return Line(
                $"Taken for given: answers of {planned.Assumed.AnswerTokens:N0} tokens, replies of judges of {planned.Assumed.VerdictTokens:N0}, ")
            + Line($"{planned.Assumed.SecondsPerRequest:0.##} s a request. Answers in the cache are not counted off; tokens of prompts are estimated.");
        if (planned.IsWithinBudget) yield break;
        yield return (double)planned.CostUsd > planned.Budget?.MaxCost
            ? Line($"The budget of {planned.Budget.MaxCost:N2} US dollars does not reach: the campaign will stop before its end.")
            : Line($"The budget of {planned.Budget?.MaxTokens:N0} tokens does not reach: the campaign will stop before its end.");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
