using ArenaLearning.Contracts.Messages;

namespace ArenaLearning.Arena.Recipes;

/// <summary>A recipe file of <c>arena train</c>, read and checked. Every key of the YAML is the snake_case name of a property here.</summary>
/// <param name="Tokenizer">
/// Folder with a <c>tokenizer.json</c>; null builds one from the problem generator's vocabulary.
/// Null with a base, whose own is kept.
/// </param>
/// <param name="Model">Shape of a fresh model; null where there is a base.</param>
/// <param name="Base">Folder of the checkpoint to start from; null for a fresh model.</param>
/// <param name="DataType">Of the weights in the file: <c>float16</c> or <c>float32</c>.</param>
public sealed record RecipeSpec(
    string Name, long Seed, string? Tokenizer, DecoderShape? Model, string? Base, RecipeData Data, TrainingRecipe Recipe, string DataType);

/// <summary>Either problems to generate or a file; the other is null.</summary>
/// <param name="File">JSONL of SFT rows or of preference pairs, by the recipe's algorithm.</param>
public sealed record RecipeData(GeneratedProblems? Generated, string? File);

/// <param name="Skills">Names of skills, each with its weight.</param>
/// <param name="Count">Problems, no two of them alike, of the operand pairs that are for training.</param>
/// <param name="TerseShare">Share of the answers that are terse; the others are worked.</param>
public sealed record GeneratedProblems(IReadOnlyDictionary<string, double> Skills, int Count, double TerseShare);
