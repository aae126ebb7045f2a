using System.Globalization;
using ArenaLearning.Settings;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ArenaLearning.Postgres;

/// <summary>Which PostgreSQL database keeps the ledgers, and what else belongs beside them. Its text names neither user nor password.</summary>
public sealed class PostgresAddress
{
    private const int DefaultPort = 5432;

    // As libpq names them, https://www.postgresql.org/docs/current/libpq-connect.html, and as Npgsql does.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["channel_binding"] = "Channel Binding",
        ["connect_timeout"] = "Timeout",
        ["command_timeout"] = "Command Timeout",
        ["options"] = "Options",
        ["search_path"] = "Search Path",
        ["pool_size"] = "Maximum Pool Size",
    };

    private readonly NpgsqlConnectionStringBuilder settings;

    private PostgresAddress(NpgsqlConnectionStringBuilder settings) => this.settings = settings;

    /// <summary>Name of the environment variable.</summary>
    public static string Variable => KnownSettings.Ledger.Variable;

    /// <summary>For connections that are pooled.</summary>
    public string Pooled => settings.ConnectionString;

    /// <summary>
    /// For a connection that holds a lock for as long as it lasts. The server ends it when the process is gone, though it may be in the
    /// middle of a query, and when a process that was halted or cut off says nothing for too long.
    /// </summary>
    /// <param name="longestSilence">How long that is. Who holds a lock for longer says something more often.</param>
    public string Holding(TimeSpan longestSilence) => new NpgsqlConnectionStringBuilder(settings.ConnectionString)
    {
        Pooling = false,
        // Who got no answer in time does not wait for the end of a connection that is cut.
        CancellationTimeout = -1,
        Options = string.Create(
            CultureInfo.InvariantCulture,
            $"{settings.Options} -c client_connection_check_interval=2s -c idle_session_timeout={longestSilence.TotalMilliseconds:0} ")
            + "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3",
    }.ConnectionString;

    /// <returns>Null where the ledgers are not in PostgreSQL.</returns>
    /// <exception cref="ArgumentException">The value is no address of a database.</exception>
    public static PostgresAddress? Read(IConfiguration configuration) =>
        KnownSettings.Ledger.Value(key => configuration[key]) is { } text ? Parse(text) : null;

    /// <param name="text"><c>postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require</c>, with user and password percent-encoded.</param>
    /// <exception cref="ArgumentException">It is no address of a database; says what to write, and repeats no part that may be secret.</exception>
    public static PostgresAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri is not { Scheme: "postgres" or "postgresql", Host.Length: > 0, Fragment.Length: 0 })
            throw Unreadable("is no address of a PostgreSQL database");
        var database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/'));
        if (database.Length == 0) throw Unreadable("names no database after the host");
        if (uri.AbsolutePath.Trim('/').Contains('/', StringComparison.Ordinal)) throw Unreadable("has more than one part after the host");
        var user = uri.UserInfo.Split(':', 2);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.DnsSafeHost,
            Port = uri.Port < 0 ? DefaultPort : uri.Port,
            Database = database,
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            ApplicationName = $"arena {Environment.ProcessId} on {Environment.MachineName}",
            MaxAutoPrepare = 64,
            // Several processes share what a server has, by default 100 connections.
            MaxPoolSize = 20,
            // Nobody waits for ever, neither for a server that is gone nor for one that hangs.
            Timeout = 10,
            CommandTimeout = 30,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 5,
        };
        foreach (var (name, value) in Query(uri)) Set(settings, name, value);
        // A process that was halted in a transaction keeps nobody waiting for ever.
        settings.Options = $"-c idle_in_transaction_session_timeout=60s {settings.Options}".Trim();
        return new(settings);
    }

    /// <summary>Host, port and database.</summary>
    public override string ToString() => $"PostgreSQL at {settings.Host}:{settings.Port}, database {settings.Database}";

    private static IEnumerable<(string Name, string Value)> Query(Uri uri) => uri.Query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .Select(part => (Uri.UnescapeDataString(part[0]), part.Length > 1 ? Uri.UnescapeDataString(part[1]) : ""));

    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        if (!Parameters.TryGetValue(name, out var keyword))
            throw Unreadable($"has a parameter that is not known; known are {string.Join(", ", Parameters.Keys.Order(StringComparer.Ordinal))}");
        try
        {
            // Npgsql writes verify-full as VerifyFull.
            settings[keyword] = keyword is "SSL Mode" or "Channel Binding" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw Unreadable($"has a {name} that cannot be read");
        }
    }

    // Not repeated: a password may stand anywhere in what is no address.
    private static ArgumentException Unreadable(string what) => new(
        $"{Variable} {what}. Write postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=require, with what is special in "
        + "user and password percent-encoded (%40 for @), or leave it out to keep each campaign's ledger in its output folder.");
}
