using System.CommandLine;
using ArenaLearning.Arena.CampaignChecks;
using ArenaLearning.Flywheel.CampaignFiles;

namespace ArenaLearning.Arena.Commands;

/// <summary>The argument and options that name a campaign file and lay values over it.</summary>
internal sealed class CampaignOptions
{
    public const string DefaultFile = "examples/arithmetic.yaml";

    public Argument<string?> File { get; } = ArenaCommandLine.PathArgument<string?>("FILE", $"Campaign file [default: {DefaultFile}]");

    public Option<long?> Seed { get; } = new("--seed") { HelpName = "N", Description = "Seed of everything random" };

    public Option<string[]> Set { get; } = new("--set")
    {
        HelpName = "KEY.PATH=VALUE",
        Description = "Set any value of the file; may be given again. Items of lists by index: competitors.0.temperature=0.5",
    };

    public Option<string?> Profile { get; } = new("--profile")
    {
        HelpName = "NAME",
        Description = "Lay an entry of the file's `profiles` over it, for example quick",
    };

    public void AddTo(Command command)
    {
        File.Arity = ArgumentArity.ZeroOrOne;
        command.Add(File);
        command.Add(Seed);
        command.Add(Set);
        command.Add(Profile);
    }

    /// <exception cref="Flywheel.Yaml.FileRefusedException">Something in the file or the options is wrong.</exception>
    public Task<CampaignFile> ReadAsync(ParseResult parsed, CancellationToken cancellationToken) => CampaignFile.ReadAsync(
        parsed.GetValue(File) ?? FindDefaultFile(Directory.GetCurrentDirectory(), AppContext.BaseDirectory),
        new(parsed.GetValue(Profile), parsed.GetValue(Seed), parsed.GetValue(Set)), cancellationToken);

    /// <summary>Checks all that the campaign names, and says on standard error what lacks and is not needed.</summary>
    /// <exception cref="Flywheel.Yaml.FileRefusedException">Names everything that is missing or cannot be used.</exception>
    public static async Task CheckAsync(
        ParseResult parsed, CampaignFile campaign, CancellationToken cancellationToken, bool keysAreHere = true)
    {
        foreach (var warning in await CampaignCheck.RunAsync(campaign, cancellationToken, keysAreHere))
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"warning: {warning}");
    }

    /// <summary>The shipped example: in the current folder or above it, else beside the program.</summary>
    internal static string FindDefaultFile(string currentFolder, string programFolder)
    {
        for (var folder = new DirectoryInfo(currentFolder); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, DefaultFile);
            if (System.IO.File.Exists(path)) return Path.GetRelativePath(currentFolder, path);
        }
        return Path.Combine(programFolder, DefaultFile);
    }
}
