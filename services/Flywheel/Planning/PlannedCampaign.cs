using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Training;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Planning;

/// <summary>What a campaign would do and ask of whom, before anything is asked. Answers in a cache are not counted off.</summary>
/// <param name="Prompts">Of a model arena; 0 for a flywheel, whose stages have their own.</param>
/// <param name="Answers">Local ones included.</param>
/// <param name="Verdicts">Battles, and what the verifier sees beside them.</param>
/// <param name="Stages">Of a flywheel, if none is skipped; empty for a model arena.</param>
/// <param name="Assumed">What is taken for given.</param>
/// <param name="Budget">Of the campaign; null where it has none.</param>
public sealed record PlannedCampaign(
    int Prompts, long Answers, long Verdicts, IReadOnlyList<PlannedStage> Stages, IReadOnlyList<PlannedRequests> Requests,
    IReadOnlyList<PlannedEndpoint> Endpoints, PlanAssumptions Assumed, BudgetSpec? Budget)
{
    /// <summary>Answers and verdicts.</summary>
    public long Units => Answers + Verdicts;

    /// <summary>Of all requests, prompts and answers.</summary>
    public long Tokens => Requests.Sum(request => request.PromptTokens + request.ResponseTokens);

    /// <summary>At the prices of the file.</summary>
    public decimal CostUsd => Requests.Sum(request => request.CostUsd);

    /// <summary>False where the campaign will stop before its end.</summary>
    public bool IsWithinBudget => !((double)CostUsd > Budget?.MaxCost) && !(Tokens > Budget?.MaxTokens);
}
