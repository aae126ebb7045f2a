using System.CommandLine;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena report</c>: writes <c>report.html</c> again.</summary>
internal static class ReportCommand
{
    public const string Example = """
        arena report runs/arithmetic-20260131-120000
        arena report runs/arithmetic-20260131-120000 --picture elo.png
        """;

    public static Command Create()
    {
        var folder = ArenaCommandLine.PathArgument<string>("DIR", "Output folder of a campaign that completed");
        var picture = new Option<string?>("--picture") { HelpName = "FILE.png", Description = "Also write the Elo curve as a picture, for a page or a slide" };
        var command = new Command("report", "Write report.html again from result.json and details.json.") { folder, picture };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var report = await ReportFile.WriteAsync(parsed.GetRequiredValue(folder), cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"Report: {report}");
                if (parsed.GetValue(picture) is { } file)
                {
                    var (result, _) = await ReportFile.ReadAsync(parsed.GetRequiredValue(folder), cancellationToken);
                    await File.WriteAllBytesAsync(file, EloChart.Png(result), cancellationToken);
                    await parsed.InvocationConfiguration.Output.WriteLineAsync($"Picture: {file}");
                }
                return ExitCodes.Done;
            }
            catch (InvalidDataException e)
            {
                throw new CommandRefusedException(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandRefusedException($"--picture: cannot be written: {e.Message}");
            }
        });
        return command;
    }
}
