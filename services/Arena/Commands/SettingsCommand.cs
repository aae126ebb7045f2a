using System.CommandLine;
using ArenaLearning.Arena.Documentation;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena settings</c>: the page on settings, for who changes them.</summary>
internal static class SettingsCommand
{
    public const string Example = "arena settings > docs/settings.md";

    public static Command Create()
    {
        var command = new Command("settings", "Write the page that lists every setting, in Markdown.") { Hidden = true };
        command.SetAction(async (parsed, _) =>
        {
            await parsed.InvocationConfiguration.Output.WriteAsync(SettingsPage.Text());
            return ExitCodes.Done;
        });
        return command;
    }
}
