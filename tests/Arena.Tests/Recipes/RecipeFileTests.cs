using ArenaLearning.Arena.Recipes;
using ArenaLearning.Contracts.Messages;
using ArenaLearning.Flywheel.Yaml;
using Xunit;

namespace ArenaLearning.Arena.Tests.Recipes;

public class RecipeFileTests
{
    private const string Right = """
        name: multiplier
        seed: 3
        device: cpu
        tokenizer: tokenizer
        model: { hidden_size: 64, layers: 3, heads: 4, intermediate_size: 176, max_positions: 96 }
        data: { skills: { multiplication: 0.9, addition: 0.1 }, count: 200, terse_share: 0.4 }
        recipe:
          algorithm: sft
          replicas: 2
          save_every_steps: 100
          batch_size: 48
          steps: 900
          optimizer: { learning_rate: 4.0e-3, weight_decay: 0.05, beta1: 0.9, beta2: 0.98, max_gradient_norm: 1.0, warmup_ratio: 0.05, decay_ratio: 0.5 }
        dtype: float16
        """;

    private static string WithBase { get; } = Right
        .Replace("tokenizer: tokenizer\n", "base: first\n", StringComparison.Ordinal)
        .Replace("model: { hidden_size: 64, layers: 3, heads: 4, intermediate_size: 176, max_positions: 96 }\n", "", StringComparison.Ordinal);

    private static RecipeSpec Parse(string text, params string[] assignments) => RecipeFile.Parse(text, "/recipes/train.yaml", assignments);

    [Fact]
    public void Values_are_read_and_paths_start_from_the_folder_of_the_file()
    {
        var spec = Parse(Right, "recipe.steps=7");

        Assert.Equal(("multiplier", 3L, "float16"), (spec.Name, spec.Seed, spec.DataType));
        Assert.Equal("/recipes/tokenizer", spec.Tokenizer);
        Assert.Equal(new DecoderShape(64, 3, 4, 176, 96), spec.Model);
        Assert.Equal((200, 0.4), (spec.Data.Generated!.Count, spec.Data.Generated.TerseShare));
        Assert.Equal(0.9, spec.Data.Generated.Skills["multiplication"]);
        Assert.Equal((7, "cpu", TrainingAlgorithm.Sft), (spec.Recipe.Steps, spec.Recipe.Device, spec.Recipe.Algorithm));
        Assert.Null(spec.Base);
    }

    [Fact]
    public void Without_a_tokenizer_one_is_built_and_weights_are_float32()
    {
        var spec = Parse(Right.Replace("tokenizer: tokenizer\n", "", StringComparison.Ordinal).Replace("dtype: float16", "", StringComparison.Ordinal));

        Assert.Null(spec.Tokenizer);
        Assert.Equal("float32", spec.DataType);
        Assert.Null(Parse(Right, "tokenizer=none").Tokenizer);
    }

    [Fact]
    public void Rows_may_come_from_a_file()
    {
        var spec = Parse(Right.Replace(
            "data: { skills: { multiplication: 0.9, addition: 0.1 }, count: 200, terse_share: 0.4 }", "data: { file: rows.jsonl }",
            StringComparison.Ordinal));

        Assert.Equal("/recipes/rows.jsonl", spec.Data.File);
        Assert.Null(spec.Data.Generated);
    }

    [Fact]
    public void Paths_in_options_start_from_the_current_folder_wherever_they_stand()
    {
        var spec = Parse(Right, "tokenizer=words", "data={ file: rows.jsonl }");

        Assert.Equal((Path.GetFullPath("words"), Path.GetFullPath("rows.jsonl")), (spec.Tokenizer, spec.Data.File));
        var improved = Parse(WithBase, "base=runs/first", "data={ file: ../rows.jsonl }");
        Assert.Equal((Path.GetFullPath("runs/first"), Path.GetFullPath("../rows.jsonl")), (improved.Base, improved.Data.File));
        Assert.Equal("/elsewhere/first", Parse(WithBase, "base=/elsewhere/first").Base);
    }

    [Theory]
    [InlineData("dtype: float16", "dtype: int8", "14: dtype: must be float16 or float32, is int8")]
    [InlineData("multiplication: 0.9", "division: 0.9", "6: data.skills.division: unknown key")]
    [InlineData("count: 200", "count: -200", "6: data.count: must be a whole number of at least 1, is -200")]
    [InlineData("steps: 900", "stepz: 900", "12: recipe.stepz: unknown key; did you mean steps?")]
    [InlineData("algorithm: sft", "algorithm: ppo", "8: recipe.algorithm: must be sft or dpo, is ppo")]
    [InlineData("heads: 4", "heads: 5", "5: model.heads: 5 heads do not divide the hidden_size 64")]
    [InlineData("model: {", "base: somewhere\nmodel: {", "6: model: must be left out where there is a base")]
    [InlineData("multiplication: 0.9, addition: 0.1", "multiplication: 0", "6: data.skills: at least one skill must have a weight above 0")]
    public void A_broken_rule_names_file_line_and_key(string passage, string replacement, string problem)
    {
        var refused = Assert.Throws<FileRefusedException>(() => Parse(Right.Replace(passage, replacement, StringComparison.Ordinal)));

        Assert.Contains(refused.Problems, p => p.ToString().StartsWith($"/recipes/train.yaml:{problem}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fresh_model_needs_a_shape()
    {
        var text = Right.Replace("model: { hidden_size: 64, layers: 3, heads: 4, intermediate_size: 176, max_positions: 96 }\n", "", StringComparison.Ordinal);

        var refused = Assert.Throws<FileRefusedException>(() => Parse(text));

        Assert.StartsWith("/recipes/train.yaml:1: model: is missing", refused.Message, StringComparison.Ordinal);
    }
}
