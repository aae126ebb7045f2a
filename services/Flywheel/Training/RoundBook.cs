using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Who answers and who battles whom, in each kind of round.</summary>
public static class RoundBook
{
    /// <summary>
    /// Battles on training prompts: all pairs of the group, the target and its competitors, and the target's samples
    /// among themselves.
    /// </summary>
    /// <param name="stage">Name of the stage that they are fought in.</param>
    public static Round Training(
        string stage, StageBattles battles, PromptSet set, ContestantReference target, IReadOnlyList<ContestantReference> competitors,
        TrainingCampaignSpec spec)
    {
        var own = Enumerable.Range(0, battles.Samples).ToList();
        var others = battles.WithCompetitors ? competitors.Zip(spec.Competitors).ToList() : [];
        var group = Enumerable.Range(battles.Samples, others.Count).Prepend(0).ToList();
        return new(stage, "all", set,
            [
                .. own.Select(sample => new Entrant(target, sample, battles.Temperature ?? spec.Battles.Temperature)),
                .. others.Select(other => new Entrant(other.First, 0, other.Second.AnswerTemperature)),
            ],
            [.. Pairing.All(group), .. Pairing.All(own)]);
    }

    /// <summary>
    /// The newcomer, greedy, against everyone who stands in the arena, greedy; the first newcomer also opens the
    /// battles of the others. Its one answer at temperature 1 fights nobody.
    /// </summary>
    public static Round Arena(
        PromptSet set, IReadOnlyList<ContestantReference> standing, ContestantReference newcomer, bool opens, ArenaSpec arena)
    {
        var everyone = standing.Select(c => new Entrant(c, 0, 0)).Append(new(newcomer, 0, 0)).ToList();
        var last = standing.Count;
        return new(set.Name, newcomer.Name, set, [.. everyone, new(newcomer, 1, 1)],
            opens ? [.. Pairing.All([.. Enumerable.Range(0, everyone.Count)])] : [.. Enumerable.Range(0, last).Select(i => new Pairing(i, last))],
            new(set.Name, arena.Anchor, arena.AnchorElo));
    }

    /// <summary>Answers without battles: greedy and, where asked for, one at temperature 1.</summary>
    public static Round Examination(PromptSet set, ContestantReference contestant, bool sampled) =>
        new(set.Name, contestant.Name, set, sampled ? [new(contestant, 0, 0), new(contestant, 1, 1)] : [new(contestant, 0, 0)], []);
}
