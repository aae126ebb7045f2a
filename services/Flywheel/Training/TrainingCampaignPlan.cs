using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;
using ArenaLearning.Flywheel.Work;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Work of one stage of a flywheel, if no stage is skipped.</summary>
/// <param name="Split">The part whose prompts are fought over; null for SFT-I0.</param>
/// <param name="Prompts">Of the part.</param>
/// <param name="Answers">To training, validation and arena prompts.</param>
/// <param name="TrainingBattles">On the part's prompts.</param>
/// <param name="ArenaBattles">In the arena.</param>
/// <param name="Checks">Battles that the verifier sees too, beside a judge that does not check answers.</param>
/// <param name="TrainingSteps">Of all models that the stage trains.</param>
public sealed record PlannedStage(
    string Stage, string? Split, int Prompts, long Answers, long TrainingBattles, long ArenaBattles, long Checks, long TrainingSteps)
{
    public long Battles => TrainingBattles + ArenaBattles;

    /// <summary>Answers and verdicts.</summary>
    public long Units => Answers + Battles + Checks;
}

/// <summary>What a flywheel would do, by stage, and what it would ask of whom.</summary>
public static class TrainingCampaignPlan
{
    public static IReadOnlyList<PlannedStage> Of(TrainingCampaignSpec spec)
    {
        var target = Contestant("target");
        var competitors = spec.Competitors.Select(c => Contestant(c.Name!)).ToList();
        var isChecked = AnswerChecking.Beside(spec.Battles.Judge) is not null;
        var arena = ArenaPrompts(spec);
        var standing = competitors.Count;
        var stages = new List<PlannedStage>();
        foreach (var stage in spec.AllStages)
        {
            var round = stage.Battles is { } fought
                ? RoundBook.Training(
                    stage.Name, fought, Set(fought.Split, IterationStages.PromptsOf(fought.Split, spec.Prompts)), target, competitors, spec) : null;
            var (answers, battles, arenaBattles) = ((long)(round?.ResponseCount ?? 0), (long)(round?.BattleCount ?? 0), 0L);
            if (stage.BringsVersion)
            {
                // The first newcomer opens the battles of the competitors, who answer then.
                var opens = standing == competitors.Count;
                standing++;
                arenaBattles = (long)arena * (opens ? standing * (standing - 1) / 2 : standing - 1);
                answers += ((stage.Control is null ? 1 : 2) * 2L * (spec.Prompts.Validation + arena)) + (opens ? (long)competitors.Count * arena : 0);
            }
            stages.Add(new(
                stage.Name, round?.Set.Name, round?.Set.Count ?? 0, answers, battles, arenaBattles, isChecked ? battles + arenaBattles : 0,
                stage.Models.Sum(model => (long)model.Recipe.Steps)));
        }
        return stages;
    }

    /// <param name="promptTokens">Tokens of all prompts of a set, by its name.</param>
    public static IReadOnlyList<PlannedRequests> Requests(
        TrainingCampaignSpec spec, IReadOnlyList<ContestantReference> competitors, JudgeReference judge, IReadOnlyDictionary<string, long> promptTokens,
        PlanAssumptions assumed)
    {
        var stages = Of(spec);
        var parts = stages.Where(stage => stage.Split is not null).ToList();
        var (arena, arenaTokens) = (ArenaPrompts(spec), promptTokens[Field.ArenaDiverse] + promptTokens[Field.ArenaHard]);
        // All battles of a set are fought on each of its prompts equally often.
        var judged = parts.Sum(stage => stage.TrainingBattles / stage.Prompts * promptTokens[stage.Split!])
            + (stages.Sum(stage => stage.ArenaBattles) / arena * arenaTokens);
        return
        [
            .. competitors.Select(competitor => PlannedRequests.OfAnswers(
                competitor, parts.Sum(stage => (long)stage.Prompts) + arena, parts.Sum(stage => promptTokens[stage.Split!]) + arenaTokens, assumed))
                .OfType<PlannedRequests>(),
            .. PlannedRequests.OfVerdicts(judge, stages.Sum(stage => stage.Battles), judged, assumed),
        ];
    }

    private static int ArenaPrompts(TrainingCampaignSpec spec) => spec.Prompts.Diverse + spec.Prompts.Hard;

    private static CheckpointContestantReference Contestant(string name) => new(name, new ArtifactReference("file:///", ""));

    private static PromptSet Set(string name, int count) => new(name, new("file:///", ""), count);
}
