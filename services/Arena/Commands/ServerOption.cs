using System.CommandLine;
using ArenaLearning.Arena.Remote;
using ArenaLearning.Arena.Validation;
using ArenaLearning.Settings;
using Grpc.Core;
using Grpc.Net.Client;

namespace ArenaLearning.Arena.Commands;

/// <summary>The option that names the server that a command asks.</summary>
internal static class ServerOption
{
    public static readonly string Variable = KnownSettings.Server.Variable;

    public static Option<string?> Create() => new("--server")
    {
        HelpName = "URL",
        Description = $"Flywheel to ask, http://HOST:8080, or several with commas; ARENA_KEY holds the key [default: {Variable}]",
    };

    /// <summary>Asks the server that the command names.</summary>
    /// <returns>What <paramref name="askAsync"/> returns: an exit code.</returns>
    /// <exception cref="CommandRefusedException">No server is named, the key cannot be read, the server is not reached, or it refuses.</exception>
    public static async Task<int> AskAsync(this ParseResult parsed, Option<string?> option, Func<GrpcChannel, Task<int>> askAsync)
    {
        var address = Required(parsed, option);
        using var channel = ServerChannel.Open(address);
        try
        {
            return await askAsync(channel);
        }
        catch (RpcException e)
        {
            throw ServerChannel.Told(e, address);
        }
    }

    private static ServerAddress Required(ParseResult parsed, Option<string?> option) =>
        (parsed.GetValue(option) ?? KnownSettings.Server.FromEnvironment()) is { Length: > 0 } text ? ServerAddress.Parse(text)
            : throw new CommandRefusedException($"--server: name the server to ask, http://HOST:8080, or set {Variable}");
}
