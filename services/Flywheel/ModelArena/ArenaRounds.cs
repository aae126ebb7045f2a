using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.ModelArena;

/// <summary>Who answers and who battles whom in a model arena.</summary>
internal static class ArenaRounds
{
    /// <summary>Everyone answers every prompt; all pairs battle, or all against one.</summary>
    public static Round Of(ModelArenaSpec spec, ArenaEntries entries, PromptSetsBuilt prompts)
    {
        var set = new PromptSet(ImportPrompts.SetName, prompts.Sets[ImportPrompts.SetName], prompts.Counts[ImportPrompts.SetName]);
        var entrants = entries.Contestants.Zip(entries.Temperatures, (contestant, temperature) => new Entrant(contestant, 0, temperature)).ToList();
        var against = spec.Battles.Against is { } name ? entrants.FindIndex(e => e.Contestant.Name == name) : -1;
        return new(ModelArenaWorkflow.StageName, "all", set, entrants, [.. against < 0
            ? Pairing.All([.. Enumerable.Range(0, entrants.Count)])
            : Enumerable.Range(0, entrants.Count).Where(i => i != against).Select(i => new Pairing(against, i))],
            new(set.Name, spec.Arena.Anchor, spec.Arena.AnchorElo));
    }

    /// <returns>The same battles before the judge that is compared with; null where there is none.</returns>
    public static Round? Compared(ArenaEntries entries, Round round) =>
        entries.CompareWith is null ? null : round with { Bout = "compare", Arena = null };
}
