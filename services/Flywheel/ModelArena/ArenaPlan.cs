using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>What a model arena would ask of whom, before anything is spent. Answers in a cache are not counted off.</summary>
/// <param name="Answers">Local ones included, as of verdicts.</param>
public sealed record ArenaPlan(long Answers, long Battles, IReadOnlyList<PlannedRequests> Requests, IReadOnlyList<PlannedEndpoint> Endpoints)
{
    /// <summary>Answers and verdicts.</summary>
    public long Units => Answers + Battles;

    public static ArenaPlan Of(ModelArenaSpec spec, ArenaEntries entries, PromptMeasure prompts, PlanAssumptions assumed)
    {
        var contestants = entries.Contestants.Count;
        var battlesOfEach = spec.Battles.Against is null ? contestants * (contestants - 1) / 2 : contestants - 1;
        var battles = (long)prompts.Prompts * battlesOfEach;
        IReadOnlyList<PlannedRequests> requests =
        [
            .. entries.Contestants.Select(contestant => PlannedRequests.OfAnswers(contestant, prompts.Prompts, prompts.Tokens, assumed))
                .OfType<PlannedRequests>(),
            .. PlannedRequests.OfVerdicts(entries.Judge, battles, prompts.Tokens * battlesOfEach, assumed),
        ];
        return new((long)prompts.Prompts * contestants, battles, requests, PlannedEndpoint.Of(requests, spec.Endpoints, assumed));
    }
}
