using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>What a model arena would ask of whom, before anything is spent. Answers in a cache are not counted off.</summary>
/// <param name="Units">Answers and verdicts, local ones included.</param>
public sealed record ArenaPlan(long Units, IReadOnlyList<PlannedRequests> Requests, IReadOnlyList<PlannedEndpoint> Endpoints)
{
    public static ArenaPlan Of(ModelArenaSpec spec, ArenaEntries entries, IReadOnlyList<PromptRow> prompts, PlanAssumptions assumed)
    {
        var contestants = entries.Contestants.Count;
        var battlesOfEach = spec.Battles.Against is null ? contestants * (contestants - 1) / 2 : contestants - 1;
        var battles = (long)prompts.Count * battlesOfEach;
        var promptTokens = prompts.Sum(prompt => SpendEstimate.Tokens(prompt.Messages));
        IReadOnlyList<PlannedRequests> requests =
        [
            .. entries.Contestants.Select(contestant => PlannedRequests.OfAnswers(contestant, prompts.Count, promptTokens, assumed)).OfType<PlannedRequests>(),
            .. PlannedRequests.OfVerdicts(entries.Judge, battles, promptTokens * battlesOfEach, assumed),
        ];
        return new(((long)prompts.Count * contestants) + battles, requests, PlannedEndpoint.Of(requests, spec.Endpoints, assumed));
    }
}
