using System.CommandLine;
using ArenaLearning.Arena.Documentation;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena metrics</c>: the page on metrics, for who changes them.</summary>
internal static class MetricsCommand
{
    public const string Example = "arena metrics > docs/metrics.md";

    public static Command Create()
    {
        var command = new Command("metrics", "Write the page that lists every metric, in Markdown.") { Hidden = true };
        command.SetAction(async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(MetricsPage.Text());
            return ExitCodes.Done;
        });
        return command;
    }
}
