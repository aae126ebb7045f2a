using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Flywheel.Training;

/// <summary>A model that a stage trains.</summary>
/// <param name="Name">Also of its folder.</param>
/// <param name="Key">Of its recipe, below the stage's mapping.</param>
public sealed record StageModel(string Name, TrainingRecipe Recipe, string Key = "recipe");
