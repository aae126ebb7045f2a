using ArenaLearning.Contracts.Formats;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Contestants;
using ArenaLearning.Flywheel.Endpoints;
using ArenaLearning.Flywheel.Files;
using ArenaLearning.Flywheel.Judges;
using ArenaLearning.Flywheel.Work;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Training;

/// <summary>The keys of a campaign file, each with the type and the values that it allows.</summary>
internal static class TrainingCampaignReader
{
    /// <summary>Scores run from 1 to 10: no gap is greater than 9.</summary>
    private static readonly Allowed Gap = Allowed.From(0, 9);

    private static readonly JudgeReader Judges = JudgeReader.Any.Refusing(RecordedJudgeReference.KindName,
        "a flywheel makes its own prompts and answers, on which no verdicts are recorded; use llm, verifier, reward_model or jury");

    public static TrainingCampaignSpec Read(YamlSection file)
    {
        var device = file.Word("device", Devices.Names, fallback: "auto");
        return new(
            file.Text("name"),
            file.Whole("seed", 0L, long.MaxValue),
            device,
            file.Section("target", ReadTarget),
            file.Sections("competitors", ContestantReader.OfCompetitors.Read),
            file.Section("prompts", ReadPrompts),
            file.Section("battles", ReadBattles),
            file.Section("mining", mining => new MiningSpec(
                mining.Numbers("sft_gap", Gap), mining.Numbers("dpo_gap", Gap), mining.Numbers("reward_gap", Gap))),
            file.Section("arena", arena => new ArenaSpec(
                arena.Text("anchor"), arena.Number("anchor_elo", Allowed.From(-10_000, 10_000)), arena.Whole("bootstraps", 1, 100_000))),
            file.Section("gate", gate => new GateSpec(gate.Number("minimum_gain", Allowed.From(-1, 1)))),
            file.Section("training", training => ReadTraining(training, device)),
            file.Section("work", ReadWork),
            file.OptionalSections("endpoints", EndpointReader.Read) is { Count: > 0 } endpoints ? endpoints : null,
            file.OptionalSection("budget", EndpointReader.ReadBudget));
    }

    private static TargetSpec ReadTarget(YamlSection target) => new(
        target.Text("name"), target.Section("model", RecipeReader.ReadModel), target.Text("tokenizer"));

    private static ArithmeticPrompts ReadPrompts(YamlSection prompts) => new(
        prompts.NumberByName("skills", ArithmeticSkills.Names, Allowed.NotNegative),
        prompts.Number("terse_share", Allowed.Rate),
        prompts.Count("initial"),
        prompts.NumberByName("initial_skills", ArithmeticSkills.Names, Allowed.NotNegative),
        prompts.Whole("iterations", 1, 100),
        prompts.Section("parts", parts => new PartSizes(parts.Count("sft"), parts.Count("dpo"), parts.Count("ppo"))),
        prompts.Count("validation"),
        prompts.Count("diverse"),
        prompts.Count("hard"));

    private static BattleSpec ReadBattles(YamlSection battles) => new(
        battles.Number("temperature", Allowed.NotNegative),
        battles.Section("target_samples", samples => new StageCounts(
            samples.Whole("sft", 1, 64), samples.Whole("dpo", 1, 64), samples.Whole("ppo", 1, 64))),
        battles.Count("max_tokens"),
        battles.WordOrSection("judge", JudgeSpec.Verifier.Name, JudgeSpec.Verifier, Judges.Read));

    private static TrainingSpec ReadTraining(YamlSection training, string device)
    {
        TrainingRecipe Recipe(string key, TrainingAlgorithm algorithm) =>
            training.Section(key, recipe => RecipeReader.Read(recipe, [algorithm], device));

        return new(
            training.Word("sft_from", ["target", "initial"]),
            training.Flag("dpo_control"),
            Recipe("initial", TrainingAlgorithm.Sft),
            Recipe("sft", TrainingAlgorithm.Sft),
            Recipe("dpo", TrainingAlgorithm.Dpo),
            Recipe("reward_model", TrainingAlgorithm.RewardModel),
            Recipe("ppo", TrainingAlgorithm.Ppo));
    }

    private static WorkSpec ReadWork(YamlSection work) => new(
        work.Count("generation_chunk"), work.Count("judging_chunk"), work.Count("window"),
        work.Number("retry_seconds", Allowed.Positive), work.Count("max_attempts"),
        work.Number("weight", Allowed.Positive, 1));
}
