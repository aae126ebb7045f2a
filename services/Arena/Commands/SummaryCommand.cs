using System.CommandLine;
using ArenaLearning.Arena.Reports;
using ArenaLearning.Arena.Summaries;
using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena summary</c>: several campaigns side by side.</summary>
internal static class SummaryCommand
{
    public const string Example = "arena summary runs/seed-1 runs/seed-2 runs/seed-3 > summary.md";

    public static Command Create()
    {
        var folders = ArenaCommandLine.PathArgument<string[]>("DIR", "Output folders of campaigns that completed, for example of one file with several seeds");
        folders.Arity = ArgumentArity.OneOrMore;
        var command = new Command("summary", "Compare campaigns: mean and spread of what each stage gained, as Markdown.") { folders };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var campaigns = new List<FinishedCampaign>();
                foreach (var folder in parsed.GetRequiredValue(folders))
                {
                    var (result, details) = await ReportFile.ReadAsync(folder, cancellationToken);
                    if (!result.Complete)
                        throw new InvalidDataException($"{folder}: a budget stopped this campaign before its end. "
                            + $"Go on with it (`arena run` with more budget and --out {folder}), or leave it out.");
                    campaigns.Add(new(result, details));
                }
                await parsed.InvocationConfiguration.Output.WriteLineAsync(SummaryText.Of(campaigns));
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
