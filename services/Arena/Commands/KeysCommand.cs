using System.CommandLine;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Hosting.Access;

namespace ArenaLearning.Arena.Commands;

/// <summary><c>arena keys</c>: who may ask a server.</summary>
internal static class KeysCommand
{
    public const string Example = "arena keys new grafana --role reader --file keys.txt";

    public static Command Create() => new("keys", "Make keys for those who ask a server, and list them.") { New(), List() };

    private static Command New()
    {
        var name = new Argument<string>("NAME") { Description = "Who will bear the key" };
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = "reader, operator or admin", Required = true };
        var file = FileOption();
        var command = new Command("new", "Add a key to a file of keys. The key is the last word that is printed, and is nowhere else: keep it.")
        {
            name, role, file,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            try
            {
                var known = File.Exists(path) ? KeysFile.Read(path) : [];
                var (key, kept) = KeysFile.NewKey(parsed.GetValue(name)!, KeysFile.RoleOf(parsed.GetValue(role)!));
                if (known.Any(other => other.Name == kept.Name))
                    throw new CommandRefusedException($"{path} has a key named {kept.Name}: take its line out first, or choose another name.");
                Append(path, KeysFile.LineOf(kept));
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{kept.Name}, {KeysFile.WordOf(kept.Role)}: {key}".AsMemory(), cancellationToken);
                return ExitCodes.Done;
            }
            catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
            {
                throw new CommandRefusedException(e.Message);
            }
        });
        return command;
    }

    private static Command List()
    {
        var file = FileOption();
        var command = new Command("list", "List the names and roles of a file of keys.") { file };
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                foreach (var key in KeysFile.Read(parsed.GetValue(file)!))
                    await parsed.InvocationConfiguration.Output.WriteLineAsync($"{key.Name} {KeysFile.WordOf(key.Role)}");
                return ExitCodes.Done;
            }
            catch (ArgumentException e)
            {
                throw new CommandRefusedException(e.Message);
            }
        });
        return command;
    }

    private static Option<string> FileOption() => new("--file")
    {
        HelpName = "F",
        Description = "The file of keys, which the server's ARENA_KEYS_FILE names",
        Required = true,
    };

    // Nobody else need read who may do what; a file that is there keeps its mode.
    private static void Append(string path, string line)
    {
        var isNew = !File.Exists(path);
        using (var file = new StreamWriter(path, append: true)) file.WriteLine(line);
        if (isNew && !OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }
}
