using ArenaLearning.Arena.Validation;

namespace ArenaLearning.Arena.Remote;

/// <summary>The value of <c>--server</c>: one address, or several of the same system, of which the first that answers is used.</summary>
public sealed record ServerAddress(IReadOnlyList<Uri> Addresses)
{
    private const string Rule = "--server: must be http://HOST:PORT or https://HOST:PORT of a Flywheel's gRPC, or several with commas, all http or all https";

    /// <exception cref="CommandRefusedException">The text names no server.</exception>
    public static ServerAddress Parse(string text)
    {
        Uri[] addresses =
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(word => Uri.TryCreate(word, UriKind.Absolute, out var uri)
                    && uri is { Scheme: "http" or "https", UserInfo.Length: 0, PathAndQuery: "/" or "" } ? uri : throw new CommandRefusedException(Rule)),
        ];
        return addresses.Select(uri => uri.Scheme).Distinct().Count() == 1 ? new(addresses) : throw new CommandRefusedException(Rule);
    }

    public override string ToString() => string.Join(',', Addresses.Select(uri => uri.GetLeftPart(UriPartial.Authority)));
}
