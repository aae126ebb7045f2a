using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ArenaLearning.Hosting.Listening;

/// <summary>Where a server listens.</summary>
/// <param name="Tls">Written as <c>https</c>.</param>
/// <param name="Host">An IP address, <c>localhost</c>, or <c>*</c> for every address of this machine.</param>
/// <param name="Port">0 takes any that is free.</param>
public sealed partial record ListenAddress(bool Tls, string Host, int Port)
{
    public const string OffWord = "off";
    private const string Anyone = "*";
    private const string ThisMachine = "localhost";

    /// <param name="setting">Name of the setting, for the message.</param>
    /// <param name="text"><c>http://HOST:PORT</c>, <c>https://HOST:PORT</c> or <c>off</c>.</param>
    /// <returns>Null for <c>off</c>.</returns>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static ListenAddress? Read(string setting, string text)
    {
        text = text.Trim();
        if (text.Equals(OffWord, StringComparison.OrdinalIgnoreCase)) return null;
        if (Written().Match(text) is not { Success: true } match) throw Refused("is no address to listen at");
        if (!int.TryParse(match.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > IPEndPoint.MaxPort)
            throw Refused($"has a port that is not from 0 to {IPEndPoint.MaxPort}");
        var host = match.Groups["host"].Value;
        if (host is not (Anyone or ThisMachine) && !IPAddress.TryParse(host, out _))
            throw Refused("names a host that is neither an IP address of this machine nor localhost nor *");
        return new(match.Groups["scheme"].Value.Equals("https", StringComparison.OrdinalIgnoreCase), host, port);

        ArgumentException Refused(string why) => new($"{setting} is '{(text.LastIndexOf('@') is var at and >= 0 ? $"***{text[at..]}" : text)}', which {why}. "
            + "Write http://0.0.0.0:8081 (everyone who can reach this machine), http://127.0.0.1:8081 (this machine alone), port 0 for any that is free, "
            + $"https:// for TLS, or {OffWord}.");
    }

    /// <summary>As it is written.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Tls ? "https" : "http")}://{Host}:{Port}");

    /// <summary>What a socket is bound to; null for every address of this machine.</summary>
    internal IPAddress? Address => Host switch
    {
        Anyone => null,
        ThisMachine => IPAddress.Loopback,
        _ => IPAddress.Parse(Host),
    };

    [GeneratedRegex(@"^(?<scheme>https?)://(?<host>\[[0-9a-f:.%]+\]|[^\s:/\[\]@?#]+):(?<port>\d{1,9})/?$", RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}
