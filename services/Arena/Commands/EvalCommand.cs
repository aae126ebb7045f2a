using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ArenaLearning.Arena.Evaluation;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Artifacts;
using ArenaLearning.DataMining.Prompts;
using ArenaLearning.LanguageModels.Checkpoints;
using Spectre.Console;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena eval</c>: accuracy of a checkpoint by skill.</summary>
internal static class EvalCommand
{
    public const string Example = "arena eval runs/quick/checkpoints/PPO-I1 --split arena --count 400 --json";

    /// <summary>Of each skill: all are held in memory, and the operands offer no more that differ.</summary>
    private const int MostProblems = 100_000;

    public static Command Create()
    {
        var checkpoint = CheckpointOptions.Checkpoint();
        var split = new Option<string>("--split")
        {
            HelpName = "training|validation|arena",
            Description = "Which operand pairs the problems use; no model was trained on those of validation and arena",
            DefaultValueFactory = _ => "arena",
        };
        split.AcceptOnlyFromAmong([.. Enum.GetNames<PairSplit>().Select(name => name.ToLowerInvariant())]);
        var count = new Option<int>("--count") { HelpName = "N", Description = "Problems of each skill", DefaultValueFactory = _ => 200 };
        count.MustBe($"from 1 to {MostProblems}", problems => problems is >= 1 and <= MostProblems);
        var seed = new Option<long>("--seed") { HelpName = "N", Description = "Seed of the problems and of sampling", DefaultValueFactory = _ => 1 };
        var temperature = CheckpointOptions.Temperature(defaultValue: 0);
        var device = CheckpointOptions.Device();
        var json = new Option<bool>("--json") { Description = "Write the figures as JSON" };
        var command = new Command("eval", "Measure a checkpoint's accuracy by skill on fresh problems.")
        {
            checkpoint, split, count, seed, temperature, device, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var problems = SkillEvaluation.Draw(
                parsed.GetRequiredValue(count), Enum.Parse<PairSplit>(parsed.GetRequiredValue(split), ignoreCase: true), parsed.GetRequiredValue(seed));
            try
            {
                var responses = await CheckpointAnswers.OfAsync(
                    parsed.GetRequiredValue(checkpoint), problems, parsed.GetRequiredValue(temperature), parsed.GetRequiredValue(seed),
                    parsed.GetRequiredValue(device), cancellationToken);
                var result = SkillEvaluation.Score(problems, responses);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json) ? JsonSerializer.Serialize(result, JsonLines.Options) : Table(result));
                return ExitCodes.Done;
            }
            catch (CheckpointException e)
            {
                throw new CommandRefusedException(e.Message);
            }
        });
        return command;
    }

    /// <summary>A line for each skill and one for all, with standard errors.</summary>
    internal static string Table(EvaluationResult result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("skill");
        table.AddColumn(new TableColumn("accuracy").RightAligned());
        table.AddColumn(new TableColumn("right").RightAligned());
        foreach (var skill in result.Skills)
            table.AddRow(skill.Skill, Text($"{100 * skill.Accuracy:F1}% ± {100 * skill.StandardError:F1}"), Text($"{skill.Right} of {skill.Problems}"));
        table.AddRow("all", Text($"{100 * result.Accuracy:F1}%"), Text($"{result.Skills.Sum(s => s.Right)} of {result.Problems}"));
        return PlainTable.Text(table);

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
