using System.CommandLine;
using ArenaLearning.Arena.Remote;
using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Commands;

/// <summary>The option that names the server that a command asks.</summary>
internal static class ServerOption
{
    public const string Variable = "ARENA_SERVER";

    public static Option<string?> Create() => new("--server")
    {
        HelpName = "URL",
        Description = $"Flywheel to ask, http://HOST:8080, or several with commas; ARENA_KEY holds the key [default: {Variable}]",
    };

    /// <exception cref="CommandRefusedException">No server is named.</exception>
    public static ServerAddress Required(this ParseResult parsed, Option<string?> option) =>
        (parsed.GetValue(option) ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } text ? ServerAddress.Parse(text)
            : throw new CommandRefusedException($"--server: name the server to ask, http://HOST:8080, or set {Variable}");
}
