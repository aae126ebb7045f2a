using ArenaLearning.Api.V1;
using ArenaLearning.Flywheel.CampaignFiles;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Planning;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Hosting.Api;
using Grpc.Core;

namespace ArenaLearning.Flywheel.Api;

/// <summary>Plans of campaigns as clients see them.</summary>
public static class PlanMessages
{
    /// <summary>What a request takes for given.</summary>
    /// <exception cref="RpcException">A figure is no amount.</exception>
    public static PlanAssumptions Assumptions(PlanCampaignRequest request, CampaignFile file)
    {
        var violations = new List<(string, string)>();
        if (request.AnswerTokens < 0) violations.Add(("answer_tokens", "must be 0 or more"));
        if (request.VerdictTokens < 0) violations.Add(("verdict_tokens", "must be 0 or more"));
        if (!(request.SecondsPerRequest >= 0 && double.IsFinite(request.SecondsPerRequest))) violations.Add(("seconds_per_request", "must be 0 or more"));
        if (violations.Count > 0) throw Refusal.Invalid(violations);
        var defaults = CampaignPlanning.Defaults(file);
        return new(
            request.AnswerTokens == 0 ? defaults.AnswerTokens : request.AnswerTokens,
            request.VerdictTokens == 0 ? defaults.VerdictTokens : request.VerdictTokens,
            request.SecondsPerRequest == 0 ? defaults.SecondsPerRequest : request.SecondsPerRequest);
    }

    public static CampaignPlan Of(PlannedCampaign planned, string name)
    {
        var plan = new CampaignPlan
        {
            Name = name,
            Prompts = planned.Prompts,
            Answers = planned.Answers,
            Verdicts = planned.Verdicts,
            TrainingSteps = planned.Stages.Sum(stage => stage.TrainingSteps),
            Tokens = planned.Tokens,
            CostUsd = (double)planned.CostUsd,
            IsWithinBudget = planned.IsWithinBudget,
            AnswerTokens = planned.Assumed.AnswerTokens,
            VerdictTokens = planned.Assumed.VerdictTokens,
            SecondsPerRequest = planned.Assumed.SecondsPerRequest,
        };
        if (planned.Budget?.MaxCost is { } cost) plan.BudgetUsd = cost;
        if (planned.Budget?.MaxTokens is { } tokens) plan.BudgetTokens = tokens;
        plan.Stages.AddRange(planned.Stages.Select(stage => new PlanStage
        {
            Stage = stage.Stage,
            Answers = stage.Answers,
            Battles = stage.Battles,
            Checks = stage.Checks,
            TrainingSteps = stage.TrainingSteps,
        }));
        plan.Requests.AddRange(planned.Requests.Select(asked => new PlanRequests
        {
            Role = asked.Role,
            Name = asked.Name,
            Endpoint = asked.Endpoint,
            Requests = asked.Requests,
            PromptTokens = asked.PromptTokens,
            ResponseTokens = asked.ResponseTokens,
            CostUsd = (double)asked.CostUsd,
        }));
        plan.Endpoints.AddRange(planned.Endpoints.Select(load => new PlanEndpoint
        {
            Endpoint = load.Endpoint,
            Requests = load.Requests,
            Tokens = load.Tokens,
            CostUsd = (double)load.CostUsd,
            Seconds = load.Seconds,
            LimitedBy = load.LimitedBy,
        }));
        return plan;
    }

    /// <summary>The plan that a server has sent.</summary>
    public static PlannedCampaign Of(CampaignPlan plan) => new(
        checked((int)plan.Prompts), plan.Answers, plan.Verdicts,
        [.. plan.Stages.Select(stage => new PlannedStage(stage.Stage, null, 0, stage.Answers, stage.Battles, 0, stage.Checks, stage.TrainingSteps))],
        [
            .. plan.Requests.Select(asked => new PlannedRequests(
                asked.Role, asked.Name, asked.Endpoint, asked.Requests, asked.PromptTokens, asked.ResponseTokens, (decimal)asked.CostUsd)),
        ],
        [
            .. plan.Endpoints.Select(load => new PlannedEndpoint(
                load.Endpoint, load.Requests, load.Tokens, (decimal)load.CostUsd, load.Seconds, load.LimitedBy)),
        ],
        new(plan.AnswerTokens, plan.VerdictTokens, plan.SecondsPerRequest),
        plan.HasBudgetUsd || plan.HasBudgetTokens
            ? new BudgetSpec(plan.HasBudgetUsd ? plan.BudgetUsd : null, plan.HasBudgetTokens ? plan.BudgetTokens : null) : null);
}
