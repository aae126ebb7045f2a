using System.CommandLine;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena report</c>: writes <c>report.html</c> again.</summary>
internal static class ReportCommand
{
    public const string Example = "arena report runs/arithmetic-20260131-120000";

    public static Command Create()
    {
        var folder = ArenaCommandLine.PathArgument<string>("DIR", "Output folder of a campaign that completed");
        var command = new Command("report", "Write report.html again from result.json and details.json.") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var report = await ReportFile.WriteAsync(parsed.GetRequiredValue(folder), cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"Report: {report}");
                return ExitCodes.Done;
            }
            catch (InvalidDataException e)
            {
                throw new CommandRefusedException(e.Message);
            }
        });
        return command;
    }
}
