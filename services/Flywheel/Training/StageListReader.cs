using System.Text.Json;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.Flywheel.Yaml;

namespace ArenaLearning.Flywheel.Training;

/// <summary>Reads the key <c>stages</c>.</summary>
internal static class StageListReader
{
    private const string Key = "stages";

    /// <returns>
    /// The same campaign with the stages of its file. A list that says what the keys without it stand for is left out: both are one campaign.
    /// </returns>
    public static TrainingCampaignSpec WithStages(YamlSection file, TrainingCampaignSpec spec)
    {
        var defaults = new StageDefaults(spec.Device, spec.Battles.TargetSamples, spec.Mining, spec.Gate, spec.Training);
        var kinds = StageKinds.All.Select(kind => new YamlKind<IStage>(kind.Word, section => kind.Read(new(section, defaults)))).ToList();
        var stages = file.OptionalSections(Key, stage => stage.OfKind("a stage", kinds, new Dictionary<string, string>()));
        if (!file.Has(Key)) return spec;
        if (stages.Count == 0) file.Refuse(Key, "must be a list of stages with at least one");
        return IterationStages.CanBe(spec) && Text(stages) == Text(IterationStages.Of(spec)) ? spec : spec with { Stages = stages };
    }

    private static string Text(IReadOnlyList<IStage> stages) => JsonSerializer.Serialize(stages, JsonLines.Options);
}
