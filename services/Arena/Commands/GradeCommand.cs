using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ArenaLearning.Arena.Grading;
using ArenaLearning.Arena.Tables;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Contracts.Artifacts;
using Spectre.Console;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena grade</c>: checks the final answers of rows.</summary>
internal static class GradeCommand
{
    public const string Example = "arena grade answers.jsonl --reference-field answer --response-field response --json";

    public static Command Create()
    {
        var file = ArenaCommandLine.PathArgument<string>("FILE", "Rows to grade: JSONL or a JSON array, gzipped or not");
        var reference = new Option<string>("--reference-field")
        {
            HelpName = "F",
            Description = "Field with the right answer: a number, or a solution that ends in #### and one",
            DefaultValueFactory = _ => "reference",
        };
        var response = new Option<string>("--response-field")
        {
            HelpName = "F",
            Description = "Field with the response to grade",
            DefaultValueFactory = _ => "response",
        };
        var json = new Option<bool>("--json") { Description = "Write accuracy and readings as JSON" };
        var command = new Command("grade", "Grade the final answers of a file's rows.") { file, reference, response, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var result = await AnswerGrading.GradeAsync(
                    parsed.GetRequiredValue(file), parsed.GetRequiredValue(reference), parsed.GetRequiredValue(response), cancellationToken);
                var configuration = parsed.InvocationConfiguration;
                await configuration.Output.WriteLineAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(result, JsonLines.Options) : Table(result));
                foreach (var row in result.Rows.Where(row => row.Skipped is not null))
                    await configuration.Error.WriteLineAsync($"skipped: {parsed.GetRequiredValue(file)}:{row.Line}: "
                        + $"{parsed.GetRequiredValue(reference)}: {row.Skipped}");
                return ExitCodes.Done;
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                throw new CommandRefusedException(e.Message);
            }
        });
        return command;
    }

    /// <summary>A line for each row and the accuracy behind them.</summary>
    private static string Table(GradingResult result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn(new TableColumn("line").RightAligned());
        foreach (var column in (string[])["result", "read", "how", "reference"]) table.AddColumn(column);
        foreach (var row in result.Rows)
            table.AddRow(
                row.Line.ToString(CultureInfo.InvariantCulture), row.Correct switch { true => "right", false => "wrong", _ => "skipped" },
                Markup.Escape(row.Reading ?? (row.Text is { Length: > 0 } text ? text : "nothing")),
                row.Source is { } source ? JsonNamingPolicy.SnakeCaseLower.ConvertName(source.ToString()).Replace('_', ' ') : "",
                Markup.Escape(row.Reference ?? ""));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{PlainTable.Text(table)}\nAccuracy: {100 * result.Accuracy:F2}% ({result.Right} of {result.Graded} right, {result.Skipped} skipped)");
    }
}
