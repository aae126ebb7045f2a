using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Battles;

namespace ArenaLearning.Flywheel.Campaigns;

/// <summary>Work of one stage of a flywheel, if no stage is skipped.</summary>
/// <param name="Answers">To training, validation and arena prompts.</param>
/// <param name="Battles">On training prompts and in the arena.</param>
/// <param name="TrainingSteps">Of all models that the stage trains.</param>
public sealed record PlannedStage(string Stage, long Answers, long Battles, long TrainingSteps);

/// <summary>What a flywheel would do, by stage. All of it is local: nothing is paid for.</summary>
public static class FlywheelPlan
{
    public static IReadOnlyList<PlannedStage> Of(CampaignSpec spec)
    {
        var target = Contestant("target");
        var competitors = spec.Competitors.Select(c => Contestant(c.Name)).ToList();
        var standing = competitors.Count;
        var stages = new List<PlannedStage>();
        // The first newcomer opens the battles of the competitors, who answer then.
        Add(Stage.Initial, 0, 0, spec.Training.Initial.Steps, competitors.Count);
        for (var iteration = 1; iteration <= spec.Prompts.Iterations; iteration++)
            foreach (var kind in Enum.GetValues<StageKind>())
            {
                var stage = new Stage(kind, iteration);
                var parts = spec.Prompts.Parts;
                var round = RoundBook.Training(stage, Set(stage.Split, stage.Of(parts.Sft, parts.Dpo, parts.Ppo)), target, competitors, spec);
                var training = spec.Training;
                Add(stage, round.ResponseCount, round.BattleCount,
                    stage.Of(training.Sft.Steps, training.Dpo.Steps * (training.DpoControl ? 2 : 1), training.RewardModel.Steps + training.Ppo.Steps), 0);
            }
        return stages;

        void Add(Stage stage, long answers, long battles, long steps, int others)
        {
            var arena = spec.Prompts.Diverse + spec.Prompts.Hard;
            var examined = stage.Kind == StageKind.Dpo && spec.Training.DpoControl ? 2 : 1;
            standing++;
            stages.Add(new(
                stage.Name, answers + (examined * 2L * (spec.Prompts.Validation + arena)) + ((long)others * arena),
                battles + ((long)arena * (others > 0 ? standing * (standing - 1) / 2 : standing - 1)), steps));
        }
    }

    private static ContestantReference Contestant(string name) => new(name, new ArtifactReference("file:///", ""));

    private static PromptSet Set(string name, int count) => new(name, new("file:///", ""), count);
}
