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
    private static readonly JudgeReader Judges = JudgeReader.Any.Refusing(RecordedJudgeReference.KindName,
        "a flywheel makes its own prompts and answers, on which no verdicts are recorded; use llm, verifier, reward_model or jury");

    public static TrainingCampaignSpec Read(YamlSection file)
    {
        var device = file.Word("device", Devices.Names, fallback: "auto");
        var hasStages = file.Has("stages");
        return StageListReader.WithStages(file, new()
        {
            Name = file.Text("name"),
            Seed = file.Whole("seed", 0L, long.MaxValue),
            Device = device,
            Target = file.Section("target", ReadTarget),
            Competitors = file.Sections("competitors", ContestantReader.OfCompetitors.Read),
            Prompts = file.Section("prompts", ReadPrompts),
            Battles = file.Section("battles", battles => ReadBattles(battles, hasStages)),
            Mining = OrMissing(file, "mining", hasStages, mining => new MiningSpec(
                mining.Numbers("sft_gap", StageKeys.GapAllowed), mining.Numbers("dpo_gap", StageKeys.GapAllowed),
                mining.Numbers("reward_gap", StageKeys.GapAllowed))),
            Arena = file.Section("arena", arena => new ArenaSpec(
                arena.Text("anchor"), arena.Number("anchor_elo", Allowed.From(-10_000, 10_000)), arena.Whole("bootstraps", 1, 100_000))),
            Gate = file.Section("gate", ReadGate),
            Training = file.Section("training", training => ReadTraining(training, device, hasStages)),
            Work = file.Section("work", ReadWork),
            Endpoints = file.OptionalSections("endpoints", EndpointReader.Read) is { Count: > 0 } endpoints ? endpoints : null,
            Budget = file.OptionalSection("budget", EndpointReader.ReadBudget),
        });
    }

    public static GateSpec ReadGate(YamlSection gate) => new(gate.Number("minimum_gain", Allowed.From(-1, 1)));

    /// <summary>A section that a file needs unless it lists its stages, which may have all their keys themselves.</summary>
    private static T? OrMissing<T>(YamlSection file, string key, bool hasStages, Func<YamlSection, T> read) where T : class =>
        hasStages ? file.OptionalSection(key, read) : file.Section(key, read);

    private static TargetSpec ReadTarget(YamlSection target) => new(
        target.Text("name"), target.Section("model", RecipeReader.ReadModel), target.Text("tokenizer"));

    private static ArithmeticPrompts ReadPrompts(YamlSection prompts) => new()
    {
        Skills = prompts.NumberByName("skills", ArithmeticSkills.Names, Allowed.NotNegative),
        TerseShare = prompts.Number("terse_share", Allowed.Rate),
        Initial = prompts.Count("initial"),
        InitialSkills = prompts.NumberByName("initial_skills", ArithmeticSkills.Names, Allowed.NotNegative),
        Iterations = prompts.Whole("iterations", 1, 100),
        Parts = prompts.Section("parts", parts => new PartSizes(parts.Count("sft"), parts.Count("dpo"), parts.Count("ppo"))),
        Validation = prompts.Count("validation"),
        Diverse = prompts.Count("diverse"),
        Hard = prompts.Count("hard"),
    };

    private static BattleSpec ReadBattles(YamlSection battles, bool hasStages) => new(
        battles.Number("temperature", Allowed.NotNegative),
        OrMissing(battles, "target_samples", hasStages, samples => new StageCounts(
            Samples(samples, "sft"), Samples(samples, "dpo"), Samples(samples, "ppo"))),
        battles.Count("max_tokens"),
        battles.WordOrSection("judge", JudgeSpec.Verifier.Name, JudgeSpec.Verifier, Judges.Read));

    private static int Samples(YamlSection samples, string key) => samples.Whole(key, 1, StageKeys.MostSamples);

    private static TrainingSpec ReadTraining(YamlSection training, string device, bool hasStages)
    {
        TrainingRecipe? Recipe(string key, TrainingAlgorithm algorithm) =>
            OrMissing(training, key, hasStages, recipe => RecipeReader.Read(recipe, [algorithm], device));

        return new(
            training.Word("sft_from", ["target", "initial"]),
            training.Flag("dpo_control"),
            training.Section("initial", recipe => RecipeReader.Read(recipe, [TrainingAlgorithm.Sft], device)),
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
